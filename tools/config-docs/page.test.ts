import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { configFiles } from './page.ts'

it.each([...configFiles()])('%s says what the table of settings says; node tools/config-docs/write.ts writes it anew', (path, text) => {
  expect(readFileSync(path, 'utf8')).toBe(text)
})

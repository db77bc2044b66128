import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { referenceFiles } from './page.ts'

it.each([...(await referenceFiles())])(
  '%s says what the tables in the code say; node tools/reference-docs/write.ts writes it anew',
  (path, text) => {
    expect(readFileSync(path, 'utf8')).toBe(text)
  },
)

import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { generate } from './generator.ts'
import { parse } from './parser.ts'
import { generateAll, readSchemas } from './schemas.ts'

const folder = new URL('../../packages/wire/src/omtp/generated/', import.meta.url)

it('what is committed is what the schemas say', () => {
  const expected = generateAll(readSchemas())

  expect(readdirSync(folder).sort()).toEqual([...expected.keys()])
  for (const [file, text] of expected) expect(readFileSync(new URL(file, folder), 'utf8'), file).toBe(text)
})

it('writes a required field always and an optional one unless it is its default', () => {
  const source = 'module m { struct A { 0 require int x; 1 optional string y; }; };'
  const code = generate(
    parse('a.tars', source, () => {
      throw new Error('nothing is included')
    }),
    () => '',
  )

  expect(code).toContain('  writeInt(writer, 0, value.x)\n')
  expect(code).toContain("  if (value.y !== '') {\n    writeString(writer, 1, value.y)\n  }\n")
})

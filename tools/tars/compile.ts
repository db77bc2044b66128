import { mkdirSync, writeFileSync } from 'node:fs'
import { SchemaError } from './lexer.ts'
import { generateAll, readSchemas } from './schemas.ts'

const target = new URL('../../packages/wire/src/omtp/generated/', import.meta.url)

try {
  mkdirSync(target, { recursive: true })
  for (const [file, text] of generateAll(readSchemas())) writeFileSync(new URL(file, target), text)
} catch (error) {
  if (!(error instanceof SchemaError)) throw error
  console.error(error.message)
  process.exitCode = 1
}

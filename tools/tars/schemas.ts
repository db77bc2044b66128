import { readdirSync, readFileSync } from 'node:fs'
import { generate } from './generator.ts'
import { parse, type Schema } from './parser.ts'

const folder = new URL('../../schemas/omtp/', import.meta.url)

/** Every schema of `schemas/omtp`, by file name. */
export function readSchemas(): Schema[] {
  const known = new Map<string, Schema>()
  const load = (file: string): Schema => {
    const schema = known.get(file) ?? parse(file, readFileSync(new URL(file, folder), 'utf8'), load)
    known.set(file, schema)
    return schema
  }
  const files = readdirSync(folder).filter((file) => file.endsWith('.tars'))
  return files.sort().map(load)
}

/** File name and text of everything that `packages/wire/src/omtp/generated` holds. */
export function generateAll(schemas: readonly Schema[]): Map<string, string> {
  const files = new Map(schemas.flatMap(({ file, structs }) => structs.map(({ name }) => [name, file])))
  const declaredIn = (name: string) => files.get(name) ?? ''
  return new Map(schemas.map((schema) => [schema.file.replace('.tars', '.ts'), generate(schema, declaredIn)]))
}

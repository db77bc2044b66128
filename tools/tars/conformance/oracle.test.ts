import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Field, FieldType } from '../parser.ts'
import { anyStruct } from './arbitrary.ts'
import { decode, encode, structOf, structs } from './schema-values.ts'

/** What is used of `@tars/stream`, which is right wherever a number is exact in a double and no double is zero. */
interface Output {
  writeInt16(tag: number, value: unknown): void
  writeInt32(tag: number, value: unknown): void
  writeInt64(tag: number, value: unknown): void
  writeDouble(tag: number, value: unknown): void
  writeString(tag: number, value: unknown): void
  writeBytes(tag: number, value: unknown): void
  writeList(tag: number, value: unknown): void
  writeStruct(tag: number, value: unknown): void
  getBinBuffer(): { toNodeBuffer(): Buffer }
}
interface Oracle {
  readonly TarsOutputStream: new () => Output
  readonly BinBuffer: new (bytes: unknown) => unknown
}
const { TarsOutputStream, BinBuffer }: Oracle = createRequire(import.meta.url)('@tars/stream')

type Value = Record<string, unknown>

const verbs = {
  short: 'writeInt16',
  int: 'writeInt32',
  enum: 'writeInt32',
  long: 'writeInt64',
  double: 'writeDouble',
  string: 'writeString',
} as const

function writeField(output: Output, type: FieldType, tag: number, value: unknown): void {
  if (type.kind === 'bytes') output.writeBytes(tag, new BinBuffer(value))
  else if (type.kind === 'list') output.writeList(tag, listOf(type.of, value))
  else if (type.kind === 'struct') output.writeStruct(tag, { _writeTo: (inner: Output) => writeStruct(inner, type.name, value) })
  else output[verbs[type.kind]](tag, value)
}

function listOf(type: FieldType, value: unknown) {
  const elements = Array.isArray(value) ? value : []
  const write = (output: Output, tag: number, element: unknown) => writeField(output, type, tag, element)
  return { length: elements.length, value: elements, _proto: { _write: write } }
}

function writeStruct(output: Output, name: string, value: unknown): void {
  const values = value as Value // as: made by anyStruct
  for (const field of structOf(name).fields) {
    if (isWritten(field, values[field.name])) writeField(output, field.type, field.tag, values[field.name])
  }
}

function isWritten({ required, type }: Field, value: unknown): boolean {
  if (required || type.kind === 'enum' || type.kind === 'struct') return true
  return Array.isArray(value) || value instanceof Uint8Array ? value.length > 0 : value !== '' && value !== 0
}

function oracleBytes(name: string, value: unknown): Buffer {
  const output = new TarsOutputStream()
  writeStruct(output, name, value)
  return output.getBinBuffer().toNodeBuffer()
}

/** Whether nothing in it is beyond the oracle. */
function isWithin(value: unknown): boolean {
  if (typeof value === 'bigint' || Object.is(value, -0)) return false
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return true
  return Object.values(value).every(isWithin)
}

describe.each([...structs.keys()].filter((name) => name !== 'MsgLocation'))('%s', (name) => {
  it('has the bytes that an encoder of others gives it', () => {
    fc.assert(
      fc.property(anyStruct(name).filter(isWithin), (value) => {
        const expected = oracleBytes(name, value)
        expect(encode(name, value).equals(expected)).toBe(true)
        expect(decode(name, expected)).toEqual(value)
      }),
    )
  })
})

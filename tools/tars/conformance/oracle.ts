import { createRequire } from 'node:module'
import type { Field, FieldType } from '../parser.ts'
import { defaultOf, fromVector, structOf } from './schema-values.ts'

/** What is used of `@tars/stream` to write. */
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

/** And to read; `instead` is what an absent field gives. */
interface Input {
  readInt16(tag: number, required: boolean, instead: unknown): unknown
  readInt32(tag: number, required: boolean, instead: unknown): unknown
  readInt64(tag: number, required: boolean, instead: unknown): unknown
  readDouble(tag: number, required: boolean, instead: unknown): unknown
  readString(tag: number, required: boolean, instead: unknown): unknown
  readBytes(tag: number, required: boolean, type: unknown): { toNodeBuffer(): Buffer }
  readList(tag: number, required: boolean, type: unknown): { readonly value: readonly unknown[] }
  readStruct(tag: number, required: boolean, type: unknown): unknown
}

interface Oracle {
  readonly TarsOutputStream: new () => Output
  readonly TarsInputStream: new (bytes: unknown) => Input
  readonly BinBuffer: new (bytes?: unknown) => unknown
}
const { TarsOutputStream, TarsInputStream, BinBuffer }: Oracle = createRequire(import.meta.url)('@tars/stream')

type Value = Record<string, unknown>

const kinds = { short: 'Int16', int: 'Int32', enum: 'Int32', long: 'Int64', double: 'Double', string: 'String' } as const

/** The bytes of a value as an encoder of others writes them. */
export function oracleBytes(name: string, value: unknown): Buffer {
  const output = new TarsOutputStream()
  writeStruct(output, name, value)
  return output.getBinBuffer().toNodeBuffer()
}

/** The value of bytes as a decoder of others reads them. */
export function oracleValue(name: string, bytes: Buffer): Value {
  return readStruct(new TarsInputStream(new BinBuffer(bytes)), name)
}

function writeField(output: Output, type: FieldType, tag: number, value: unknown): void {
  if (type.kind === 'bytes') output.writeBytes(tag, new BinBuffer(value))
  else if (type.kind === 'list') output.writeList(tag, listOf(type.of, value))
  else if (type.kind === 'struct') output.writeStruct(tag, { _writeTo: (inner: Output) => writeStruct(inner, type.name, value) })
  else output[`write${kinds[type.kind]}`](tag, value)
}

function listOf(type: FieldType, value: unknown) {
  const elements = Array.isArray(value) ? value : []
  const write = (output: Output, tag: number, element: unknown) => writeField(output, type, tag, element)
  return { length: elements.length, value: elements, _proto: { _write: write } }
}

function writeStruct(output: Output, name: string, value: unknown): void {
  const values = value as Value // as: of this struct
  for (const field of structOf(name).fields) {
    if (isWritten(field, values[field.name])) writeField(output, field.type, field.tag, values[field.name])
  }
}

function isWritten({ required, type }: Field, value: unknown): boolean {
  if (required || type.kind === 'enum' || type.kind === 'struct') return true
  return Array.isArray(value) || value instanceof Uint8Array ? value.length > 0 : value !== '' && value !== 0
}

function readStruct(input: Input, name: string): Value {
  return Object.fromEntries(structOf(name).fields.map((field) => [field.name, readField(input, field)]))
}

function readField(input: Input, { type, tag, required }: Pick<Field, 'type' | 'tag' | 'required'>): unknown {
  if (type.kind === 'bytes') return input.readBytes(tag, required, BinBuffer).toNodeBuffer()
  if (type.kind === 'list') return input.readList(tag, required, listType(type.of)).value
  if (type.kind !== 'struct') return input[`read${kinds[type.kind]}`](tag, required, defaultOf(type))
  return input.readStruct(tag, required, structType(type.name))
}

/** Constructed where there is none. */
function structType(name: string) {
  function Absent() {
    return fromVector(name, {})
  }
  return Object.assign(Absent, { _readFrom: (input: Input) => readStruct(input, name) })
}

function listType(type: FieldType) {
  return { value: [], _proto: { _read: (input: Input) => readField(input, { type, tag: 0, required: true }) } }
}

/** Whether nothing in a value is beyond the oracle: it has no whole number that a double has not, and writes no double that is zero. */
export function isWithin(name: string, value: unknown): boolean {
  const values = value as Value // as: of this struct
  return isExact(value) && structOf(name).fields.every(({ name, type }) => type.kind !== 'double' || values[name] !== 0)
}

function isExact(value: unknown): boolean {
  if (typeof value === 'bigint' || Object.is(value, -0)) return false
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return true
  return Object.values(value).every(isExact)
}

import type { ByteReader } from '../bytes.ts'
import type { Long } from '../long.ts'
import { type } from './types.ts'

const absent = -1

/** The type of field `tag`, whose head is consumed, or `absent` where the struct goes on with a later one or ends. */
function fieldType(reader: ByteReader, tag: number, place: string): number {
  reader.place = place
  const { offset } = reader
  if (offset >= reader.end) return absent
  const head = reader.bytes[offset] as number // as: in bounds
  if (head === type.structEnd) return absent
  const found = head >>> 4
  if (found > tag) return absent
  if (found < tag) reader.fail('tags do not ascend')
  reader.offset = offset + 1
  return head & 15
}

function missing(reader: ByteReader): never {
  return reader.fail('a required field is missing')
}

function wrongType(reader: ByteReader): never {
  return reader.fail('the wrong type for this field', reader.offset - 1)
}

function required(reader: ByteReader, tag: number, place: string): number {
  const found = fieldType(reader, tag, place)
  return found === absent ? missing(reader) : found
}

function shortOf(reader: ByteReader, found: number): number {
  if (found === type.zero) return 0
  if (found === type.int8) return reader.i8()
  return found === type.int16 ? reader.i16() : wrongType(reader)
}

function intOf(reader: ByteReader, found: number): number {
  if (found === type.zero) return 0
  if (found === type.int8) return reader.i8()
  if (found === type.int16) return reader.i16()
  return found === type.int32 ? reader.i32() : wrongType(reader)
}

function longOf(reader: ByteReader, found: number): Long {
  return found === type.int64 ? reader.i64() : intOf(reader, found)
}

function doubleOf(reader: ByteReader, found: number): number {
  if (found === type.double) return reader.f64()
  if (found === type.float) return reader.f32()
  return found === type.zero ? 0 : wrongType(reader)
}

function stringOf(reader: ByteReader, found: number): string {
  if (found === type.string1) return reader.utf8(reader.u8())
  return found === type.string4 ? reader.utf8(reader.u32()) : wrongType(reader)
}

/** Two bytes is the least an element of any list takes but an integer, which takes one. */
function lengthOf(reader: ByteReader, leastElement: number): number {
  const start = reader.offset
  const length = readInt(reader, 0, reader.place)
  if (length < 0 || length * leastElement > reader.remaining) reader.fail('a length beyond the end of the bytes', start)
  return length
}

function bytesOf(reader: ByteReader, found: number): Uint8Array {
  if (found === type.simpleList) {
    if (reader.u8() !== type.int8) wrongType(reader)
    return reader.view(lengthOf(reader, 1))
  }
  if (found !== type.list) wrongType(reader)
  const bytes = Buffer.alloc(lengthOf(reader, 1))
  for (let i = 0; i < bytes.length; i++) bytes[i] = readByte(reader)
  return bytes
}

function readByte(reader: ByteReader): number {
  const found = required(reader, 0, reader.place)
  if (found === type.zero) return 0
  return found === type.int8 ? reader.u8() : wrongType(reader)
}

export function readShort(reader: ByteReader, tag: number, place: string): number {
  return shortOf(reader, required(reader, tag, place))
}

export function readOptionalShort(reader: ByteReader, tag: number, place: string): number {
  const found = fieldType(reader, tag, place)
  return found === absent ? 0 : shortOf(reader, found)
}

export function readInt(reader: ByteReader, tag: number, place: string): number {
  return intOf(reader, required(reader, tag, place))
}

export function readOptionalInt(reader: ByteReader, tag: number, place: string): number {
  const found = fieldType(reader, tag, place)
  return found === absent ? 0 : intOf(reader, found)
}

export function readLong(reader: ByteReader, tag: number, place: string): Long {
  return longOf(reader, required(reader, tag, place))
}

export function readOptionalLong(reader: ByteReader, tag: number, place: string): Long {
  const found = fieldType(reader, tag, place)
  return found === absent ? 0 : longOf(reader, found)
}

export function readDouble(reader: ByteReader, tag: number, place: string): number {
  return doubleOf(reader, required(reader, tag, place))
}

export function readOptionalDouble(reader: ByteReader, tag: number, place: string): number {
  const found = fieldType(reader, tag, place)
  return found === absent ? 0 : doubleOf(reader, found)
}

export function readString(reader: ByteReader, tag: number, place: string): string {
  return stringOf(reader, required(reader, tag, place))
}

export function readOptionalString(reader: ByteReader, tag: number, place: string): string {
  const found = fieldType(reader, tag, place)
  return found === absent ? '' : stringOf(reader, found)
}

export function readBytes(reader: ByteReader, tag: number, place: string): Uint8Array {
  return bytesOf(reader, required(reader, tag, place))
}

export function readOptionalBytes(reader: ByteReader, tag: number, place: string): Uint8Array {
  const found = fieldType(reader, tag, place)
  return found === absent ? Buffer.alloc(0) : bytesOf(reader, found)
}

/** The number of elements, of which each has tag 0. */
export function readList(reader: ByteReader, tag: number, place: string): number {
  if (required(reader, tag, place) !== type.list) wrongType(reader)
  return lengthOf(reader, 2)
}

export function readOptionalList(reader: ByteReader, tag: number, place: string): number {
  const found = fieldType(reader, tag, place)
  if (found === absent) return 0
  if (found !== type.list) wrongType(reader)
  return lengthOf(reader, 2)
}

export function beginStruct(reader: ByteReader, tag: number, place: string): void {
  if (required(reader, tag, place) !== type.structBegin) wrongType(reader)
}

/** Whether the struct is there. */
export function beginOptionalStruct(reader: ByteReader, tag: number, place: string): boolean {
  const found = fieldType(reader, tag, place)
  if (found === absent) return false
  return found === type.structBegin || wrongType(reader)
}

/** After `skipUnknown`. */
export function endStruct(reader: ByteReader, place: string): void {
  reader.place = place
  if (reader.u8() !== type.structEnd) reader.fail('the struct does not end', reader.offset - 1)
}

import type { ByteReader } from '../bytes.ts'
import { readInt } from './read.ts'
import { farTag, type } from './types.ts'

/** How deep structs, lists and maps of an unknown field may lie in one another. */
const deepest = 16

/** Skips the fields behind the known ones up to the end of the struct or of the bytes, which is not consumed. */
export function skipUnknown(reader: ByteReader, lastKnownTag: number): void {
  if (reader.offset < reader.end && reader.bytes[reader.offset] !== type.structEnd) skipFields(reader, lastKnownTag, 0)
}

function skipFields(reader: ByteReader, lastKnownTag: number, depth: number): void {
  let last = lastKnownTag
  while (reader.offset < reader.end && reader.bytes[reader.offset] !== type.structEnd) {
    const start = reader.offset
    const head = reader.u8()
    const tag = head >>> 4 === farTag ? reader.u8() : head >>> 4
    if (tag <= last) reader.fail('tags do not ascend', start)
    skipValue(reader, head & 15, depth)
    last = tag
  }
}

function skipValue(reader: ByteReader, valueType: number, depth: number): void {
  switch (valueType) {
    case type.zero:
      return
    case type.int8:
      reader.take(1)
      return
    case type.int16:
      reader.take(2)
      return
    case type.int32:
    case type.float:
      reader.take(4)
      return
    case type.int64:
    case type.double:
      reader.take(8)
      return
    case type.string1:
      reader.take(reader.u8())
      return
    case type.string4:
      reader.take(reader.u32())
      return
    case type.simpleList:
      if (reader.u8() !== type.int8) reader.fail('a simple list of something else than bytes', reader.offset - 1)
      reader.take(readLength(reader))
      return
    default:
      skipNested(reader, valueType, depth + 1)
  }
}

function skipNested(reader: ByteReader, valueType: number, depth: number): void {
  if (depth > deepest) reader.fail('nested too deep', reader.offset - 1)
  switch (valueType) {
    case type.structBegin:
      skipFields(reader, -1, depth)
      reader.take(1)
      return
    case type.list:
      for (let left = readLength(reader); left > 0; left--) skipElement(reader, 0, depth)
      return
    case type.map:
      for (let left = readLength(reader); left > 0; left--) {
        skipElement(reader, 0, depth)
        skipElement(reader, 1, depth)
      }
      return
    default:
      reader.fail('no such type', reader.offset - 1)
  }
}

function skipElement(reader: ByteReader, tag: number, depth: number): void {
  const head = reader.u8()
  if (head >>> 4 !== tag) reader.fail('an element with a wrong tag', reader.offset - 1)
  skipValue(reader, head & 15, depth)
}

function readLength(reader: ByteReader): number {
  const start = reader.offset
  const length = readInt(reader, 0, reader.place)
  if (length < 0 || length > reader.remaining) reader.fail('a length beyond the end of the bytes', start)
  return length
}

import type { ByteWriter } from '../bytes.ts'
import { canonicalLong, type Long } from '../long.ts'
import { type } from './types.ts'

const longestField = 9

export function writeShort(writer: ByteWriter, tag: number, value: number): void {
  if ((value << 16) >> 16 !== value) throw new RangeError(`${value} is no 16-bit integer`)
  writeInt(writer, tag, value)
}

export function writeInt(writer: ByteWriter, tag: number, value: number): void {
  if ((value | 0) !== value) throw new RangeError(`${value} is no 32-bit integer`)
  writer.reserve(longestField)
  if (value === 0) {
    writer.u8((tag << 4) | type.zero)
  } else if ((value << 24) >> 24 === value) {
    writer.u8((tag << 4) | type.int8)
    writer.u8(value)
  } else if ((value << 16) >> 16 === value) {
    writer.u8((tag << 4) | type.int16)
    writer.i16(value)
  } else {
    writer.u8((tag << 4) | type.int32)
    writer.i32(value)
  }
}

export function writeLong(writer: ByteWriter, tag: number, value: Long): void {
  const long = canonicalLong(value)
  if (typeof long === 'number' && (long | 0) === long) {
    writeInt(writer, tag, long)
    return
  }
  writer.u8((tag << 4) | type.int64)
  writer.i64(long)
}

export function writeDouble(writer: ByteWriter, tag: number, value: number): void {
  writer.u8((tag << 4) | type.double)
  writer.f64(value)
}

const longestString1 = 255

/** Whether a string is short is known when its bytes are; one that turns out longer than it looks moves. */
export function writeString(writer: ByteWriter, tag: number, text: string): void {
  writer.reserve(5 + text.length * 3)
  const start = writer.offset
  const looksShort = text.length <= longestString1
  writer.offset = start + (looksShort ? 2 : 5)
  const length = writer.utf8(text)
  if (length <= longestString1) {
    writer.bytes[start] = (tag << 4) | type.string1
    writer.bytes[start + 1] = length
    return
  }
  if (looksShort) writer.move(start + 2, 3)
  writer.bytes[start] = (tag << 4) | type.string4
  writer.putI32(start + 1, length)
}

export function writeBytes(writer: ByteWriter, tag: number, bytes: Uint8Array): void {
  writer.u8((tag << 4) | type.simpleList)
  writer.u8(type.int8)
  writeInt(writer, 0, bytes.length)
  writer.append(bytes)
}

/** The elements follow, each with tag 0. */
export function writeList(writer: ByteWriter, tag: number, count: number): void {
  writer.u8((tag << 4) | type.list)
  writeInt(writer, 0, count)
}

export function writeStructBegin(writer: ByteWriter, tag: number): void {
  writer.u8((tag << 4) | type.structBegin)
}

export function writeStructEnd(writer: ByteWriter): void {
  writer.u8(type.structEnd)
}

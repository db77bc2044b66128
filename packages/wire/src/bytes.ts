import { isAscii, longestShort, putAscii, shortAscii } from './ascii.ts'
import { DecodeError } from './decode-error.ts'
import { type Long, longFrom } from './long.ts'

/** Cheaper than `toString`, and missing in Node's types. */
interface FastBuffer extends Buffer {
  utf8Slice(start: number, end: number): string
}

function byteAt(bytes: Uint8Array, offset: number): number {
  return bytes[offset] as number // as: `take` came first
}

/** Reads bytes in order and never beyond their end; what it gives out shares their memory. */
export class ByteReader {
  readonly bytes: Buffer
  readonly end: number
  readonly protocol: string
  /** What is being read, as `Struct.field` or `Struct`; for errors. */
  place = ''
  offset = 0

  constructor(bytes: Uint8Array, protocol: string) {
    this.bytes = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.end = bytes.length
    this.protocol = protocol
  }

  get remaining(): number {
    return this.end - this.offset
  }

  fail(reason: string, offset = this.offset): never {
    const [struct = '', field = ''] = this.place.split('.')
    throw new DecodeError(reason, { protocol: this.protocol, struct, field, offset })
  }

  /** Moves on by `length` and returns where that began. */
  take(length: number): number {
    const start = this.offset
    if (length > this.end - start) this.fail('the bytes end too early', this.end)
    this.offset = start + length
    return start
  }

  u8(): number {
    return byteAt(this.bytes, this.take(1))
  }

  i8(): number {
    return (this.u8() << 24) >> 24
  }

  i16(): number {
    const start = this.take(2)
    return ((byteAt(this.bytes, start) << 24) >> 16) | byteAt(this.bytes, start + 1)
  }

  i32(): number {
    const start = this.take(4)
    const { bytes } = this
    return (byteAt(bytes, start) << 24) | (byteAt(bytes, start + 1) << 16) | (byteAt(bytes, start + 2) << 8) | byteAt(bytes, start + 3)
  }

  u32(): number {
    return this.i32() >>> 0
  }

  i64(): Long {
    const high = this.i32()
    return longFrom(high, this.u32())
  }

  f32(): number {
    return this.bytes.readFloatBE(this.take(4))
  }

  f64(): number {
    return this.bytes.readDoubleBE(this.take(8))
  }

  utf8(length: number): string {
    const start = this.take(length)
    if (length <= longestShort && isAscii(this.bytes, start, start + length)) return shortAscii(this.bytes, start, length)
    const fast = this.bytes as FastBuffer // as: see FastBuffer
    const text = fast.utf8Slice(start, start + length)
    // A replacement character is either the sender's own, and then encodes to the same bytes, or stands for bytes that are no UTF-8.
    if (text.includes('\ufffd') && Buffer.from(text).compare(this.bytes, start, start + length) !== 0) this.fail('not UTF-8', start)
    return text
  }

  view(length: number): Buffer {
    const start = this.take(length)
    return this.bytes.subarray(start, start + length)
  }
}

/** Up to this many characters a loop is cheaper than a call out of JavaScript. */
const longestToPut = 32

const slabBytes = 16_384
/** With less room than this left, a new slab is begun. */
const leastRoom = 1024

/** Collects bytes; made to be used again after each `take`. */
export class ByteWriter {
  bytes: Buffer = Buffer.allocUnsafeSlow(slabBytes)
  offset = 0
  /** What lies before was taken. */
  #start = 0

  /** What was written since the last time, for good: nothing is ever written over it. */
  take(): Buffer {
    const written = this.bytes.subarray(this.#start, this.offset)
    if (this.bytes.length - this.offset < leastRoom || this.bytes.length > slabBytes) {
      this.bytes = Buffer.allocUnsafeSlow(slabBytes)
      this.offset = 0
    }
    this.#start = this.offset
    return written
  }

  /** Forgets what was not taken. */
  clear(): void {
    this.offset = this.#start
  }

  /** Makes room for `length` more bytes. */
  reserve(length: number): void {
    if (this.offset + length > this.bytes.length) this.#grow(length)
  }

  #grow(length: number): void {
    // Whoever writes knows places by their offset, so what was not taken keeps its own.
    const larger = Buffer.allocUnsafeSlow(this.offset + Math.max(this.offset - this.#start, length, slabBytes))
    this.bytes.copy(larger, this.#start, this.#start, this.offset)
    this.bytes = larger
  }

  u8(value: number): void {
    this.reserve(1)
    this.bytes[this.offset++] = value
  }

  i16(value: number): void {
    this.reserve(2)
    const { bytes, offset } = this
    bytes[offset] = value >> 8
    bytes[offset + 1] = value
    this.offset = offset + 2
  }

  i32(value: number): void {
    this.reserve(4)
    this.putI32(this.offset, value)
    this.offset += 4
  }

  /** Overwrites what was written before. */
  putI32(offset: number, value: number): void {
    const { bytes } = this
    bytes[offset] = value >> 24
    bytes[offset + 1] = value >> 16
    bytes[offset + 2] = value >> 8
    bytes[offset + 3] = value
  }

  i64(value: Long): void {
    this.reserve(8)
    if (typeof value === 'bigint') {
      this.offset = this.bytes.writeBigInt64BE(value, this.offset)
      return
    }
    this.putI32(this.offset, Math.floor(value / 0x1_0000_0000))
    this.putI32(this.offset + 4, value)
    this.offset += 8
  }

  f64(value: number): void {
    this.reserve(8)
    this.offset = this.bytes.writeDoubleBE(value, this.offset)
  }

  /** Returns how many bytes it took. */
  utf8(text: string): number {
    const units = text.length
    this.reserve(units * 3)
    const { bytes, offset } = this
    const isPut = units <= longestToPut && putAscii(bytes, offset, text) === units
    const length = isPut ? units : bytes.write(text, offset)
    this.offset = offset + length
    return length
  }

  /** Moves what was written from `start` on; a negative distance moves it back. */
  move(start: number, distance: number): void {
    this.reserve(distance)
    this.bytes.copyWithin(start + distance, start, this.offset)
    this.offset += distance
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.bytes.set(bytes, this.offset)
    this.offset += bytes.length
  }
}

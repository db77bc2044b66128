const nothing = new Uint8Array(0)
const longestName = 24
/** The last that was read of each hash; a power of two. */
const names: (string | undefined)[] = new Array(8192).fill(undefined)

/** Reads what `ByteWriter` wrote; a field that does not fit throws RangeError. */
export class ByteReader {
  at: number
  readonly end: number
  readonly #buffer: Buffer

  constructor(buffer: Buffer, at: number, end: number) {
    this.#buffer = buffer
    this.at = at
    this.end = end
  }

  u8(): number {
    return this.#buffer.readUInt8(this.#take(1))
  }

  u32(): number {
    return this.#buffer.readUInt32LE(this.#take(4))
  }

  f64(): number {
    return this.#buffer.readDoubleLE(this.#take(8))
  }

  i64(): bigint {
    return this.#buffer.readBigInt64LE(this.#take(8))
  }

  uint(): number {
    let value = 0
    for (let scale = 1; scale <= 2 ** 49; scale *= 0x80) {
      const group = this.u8()
      value += (group & 0x7f) * scale
      if (group >= 0x80) continue
      if (!Number.isSafeInteger(value)) break
      return value
    }
    throw new RangeError('a counter is too large')
  }

  /** A copy. */
  bytes(): Uint8Array {
    const length = this.uint()
    if (length === 0) return nothing
    const start = this.#take(length)
    return new Uint8Array(this.#buffer.subarray(start, start + length))
  }

  text(): string {
    const length = this.uint()
    const start = this.#take(length)
    return this.#buffer.toString('utf8', start, start + length)
  }

  /** A short text that comes in many records; the same again is the same string, without making another. */
  name(): string {
    const before = this.at
    const length = this.uint()
    if (length > longestName) {
      this.at = before
      return this.text()
    }
    const start = this.#take(length)
    let slot = length
    for (let at = start; at < start + length; at++) slot = (Math.imul(slot, 31) + (this.#buffer[at] ?? 0)) | 0
    slot &= names.length - 1
    const known = names[slot]
    if (known !== undefined && this.#holds(known, start, length)) return known
    const read = this.#buffer.toString('utf8', start, start + length)
    names[slot] = read
    return read
  }

  /** Whether `text` is ASCII and lies here. */
  #holds(text: string, start: number, length: number): boolean {
    if (text.length !== length) return false
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i)
      if (unit >= 0x80 || unit !== this.#buffer[start + i]) return false
    }
    return true
  }

  #take(bytes: number): number {
    const start = this.at
    if (bytes > this.end - start) throw new RangeError('a field reaches beyond its record')
    this.at = start + bytes
    return start
  }
}

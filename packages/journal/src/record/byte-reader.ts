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
    const start = this.#take(length)
    return Uint8Array.from(this.#buffer.subarray(start, start + length))
  }

  text(): string {
    const length = this.uint()
    const start = this.#take(length)
    return this.#buffer.toString('utf8', start, start + length)
  }

  #take(bytes: number): number {
    const start = this.at
    if (bytes > this.end - start) throw new RangeError('a field reaches beyond its record')
    this.at = start + bytes
    return start
  }
}

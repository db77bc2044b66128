const smallText = 48
const longestUint = 8

function sizeOfUint(value: number): number {
  if (value < 0x80) return 1
  return value < 0x4000 ? 2 : 3
}

/** Writes little-endian fields into a shared buffer that grows when it must. */
export class ByteWriter {
  buffer: Buffer
  at = 0
  #view: DataView

  constructor(capacity: number) {
    this.buffer = Buffer.from(new SharedArrayBuffer(capacity))
    this.#view = viewOf(this.buffer)
  }

  u8(value: number): void {
    this.ensure(1)
    this.buffer[this.at++] = value
  }

  u32(value: number): void {
    this.ensure(4)
    this.u32At(this.at, value)
    this.at += 4
  }

  u32At(at: number, value: number): void {
    this.#view.setUint32(at, value, true)
  }

  f64(value: number): void {
    this.ensure(8)
    this.f64At(this.at, value)
    this.at += 8
  }

  f64At(at: number, value: number): void {
    this.#view.setFloat64(at, value, true)
  }

  /** A 64-bit integer with sign. */
  i64(value: bigint): void {
    this.ensure(8)
    this.#view.setBigInt64(this.at, value, true)
    this.at += 8
  }

  /** A safe integer from 0 on, in groups of seven bits. */
  uint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('a counter of a record must be a safe integer from 0 on')
    this.ensure(8)
    let rest = value
    while (rest >= 0x80) {
      this.buffer[this.at++] = (rest % 0x80) + 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.buffer[this.at++] = rest
  }

  bytes(value: Uint8Array): void {
    this.uint(value.length)
    this.ensure(value.length)
    this.buffer.set(value, this.at)
    this.at += value.length
  }

  /** UTF-8; a lone surrogate becomes U+FFFD. */
  text(value: string): void {
    if (value.length <= smallText && this.#ascii(value)) return
    const room = sizeOfUint(value.length)
    this.ensure(value.length * 3 + longestUint)
    const start = this.at
    const length = this.buffer.write(value, start + room)
    this.uint(length)
    // One of ASCII is as long as it looks; any other moves.
    if (this.at !== start + room) this.buffer.write(value, this.at)
    this.at += length
  }

  ensure(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return
    const larger = Buffer.from(new SharedArrayBuffer(Math.max(this.buffer.length * 2, this.at + bytes)))
    larger.set(this.buffer.subarray(0, this.at))
    this.buffer = larger
    this.#view = viewOf(larger)
  }

  /** A native call costs more than a loop over few characters. */
  #ascii(value: string): boolean {
    this.ensure(1 + value.length)
    const { buffer, at } = this
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i)
      if (unit >= 0x80) return false
      buffer[at + 1 + i] = unit
    }
    buffer[at] = value.length
    this.at = at + 1 + value.length
    return true
  }
}

export function viewOf(buffer: Uint8Array): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

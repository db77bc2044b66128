/** A length that no frame may have; known from the length alone, so the connection can be closed at once. */
export class FrameError extends Error {
  override readonly name: 'frame-too-large' | 'frame-too-short'
  /** The bodies of whole frames that came before it in the same chunk. */
  readonly before: readonly Buffer[]

  constructor(name: FrameError['name'], length: number, before: readonly Buffer[]) {
    super(`a frame of ${length} bytes`)
    this.name = name
    this.before = before
  }
}

/** OMTP: the length counts its own 4 bytes. */
const lengthBytes = 4
const defaultMaximum = 640_000
const nothing: Buffer = Buffer.alloc(0)

/** Cuts the bytes of one connection into the bodies of frames. */
export class Framing {
  readonly #maximum: number
  /** The beginning of a frame whose rest has not come; grows with what has come, not with what was announced. */
  #partial = nothing
  #filled = 0

  constructor({ maximum = defaultMaximum }: { maximum?: number } = {}) {
    this.#maximum = maximum
  }

  /** Bytes held of a frame that is not complete. */
  get pending(): number {
    return this.#filled
  }

  /** The bodies that `chunk` completes, in order; they share the memory of the chunk where they lie in it whole. Throws FrameError. */
  push(chunk: Buffer): Buffer[] {
    const bodies: Buffer[] = []
    let at = this.#filled === 0 ? 0 : this.#complete(chunk, bodies)
    while (chunk.length - at >= lengthBytes) {
      const length = this.#check(chunk.readUInt32BE(at), bodies)
      if (length > chunk.length - at) break
      bodies.push(chunk.subarray(at + lengthBytes, at + length))
      at += length
    }
    if (at < chunk.length) this.#keep(chunk, at, chunk.length)
    return bodies
  }

  /** Goes on with the partial frame and returns how much of the chunk it took. */
  #complete(chunk: Buffer, bodies: Buffer[]): number {
    let at = Math.min(chunk.length, Math.max(0, lengthBytes - this.#filled))
    this.#keep(chunk, 0, at)
    if (this.#filled < lengthBytes) return at
    const length = this.#check(this.#partial.readUInt32BE(0), bodies)
    const missing = Math.min(length - this.#filled, chunk.length - at)
    this.#keep(chunk, at, at + missing)
    at += missing
    if (this.#filled === length) {
      bodies.push(this.#partial.subarray(lengthBytes, length))
      this.#partial = nothing
      this.#filled = 0
    }
    return at
  }

  #check(length: number, before: readonly Buffer[]): number {
    if (length < lengthBytes) throw new FrameError('frame-too-short', length, before)
    if (length > this.#maximum) throw new FrameError('frame-too-large', length, before)
    return length
  }

  /** Doubling keeps many small chunks linear, and never holds more than twice of what came. */
  #keep(chunk: Buffer, start: number, end: number): void {
    const filled = this.#filled + end - start
    if (filled > this.#partial.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(filled, this.#filled * 2))
      this.#partial.copy(larger, 0, 0, this.#filled)
      this.#partial = larger
    }
    chunk.copy(this.#partial, this.#filled, start, end)
    this.#filled = filled
  }
}

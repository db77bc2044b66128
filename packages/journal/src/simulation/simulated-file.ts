/** From 0 up to, not including, 1. */
export type Random = () => number

const pageBytes = 512

/** Content as processes see it and as it stands on the medium. */
export class SimulatedFile {
  size = 0
  #content = new Uint8Array(pageBytes)
  #durable = new Uint8Array(0)
  readonly #dirty = new Set<number>()

  read(into: Uint8Array, at: number): number {
    const part = this.#content.subarray(at, Math.min(this.size, at + into.length))
    into.set(part)
    return part.length
  }

  write(bytes: Uint8Array, at: number): void {
    if (bytes.length === 0) return
    this.#grow(at + bytes.length)
    this.#content.set(bytes, at)
    this.#touch(at, at + bytes.length)
  }

  truncate(size: number): void {
    if (size > this.size) this.#grow(size)
    this.#content.fill(0, size, this.size)
    this.#touch(size, this.size)
    this.size = size
  }

  sync(): void {
    if (this.#durable.length !== this.size) this.#durable = this.#resized(this.#durable, this.size)
    for (const page of this.#dirty) {
      const start = page * pageBytes
      this.#durable.set(this.#content.subarray(start, Math.max(start, Math.min(start + pageBytes, this.size))), Math.min(start, this.size))
    }
    this.#dirty.clear()
  }

  /** Every page that was not synced is old, new, or new up to some byte; a changed length is old or new. */
  crash(random: Random): SimulatedFile {
    const size = random() < 0.5 ? this.#durable.length : this.size
    const after = this.#resized(this.#durable, size)
    for (const page of this.#dirty) {
      const start = Math.min(page * pageBytes, size)
      const choice = random()
      const length = choice < 1 / 3 ? 0 : choice < 2 / 3 ? pageBytes : Math.floor(random() * pageBytes)
      after.set(this.#content.subarray(start, Math.min(start + length, size)), start)
    }
    const file = new SimulatedFile()
    file.write(after, 0)
    file.sync()
    return file
  }

  flipBit(bit: number): void {
    const at = Math.floor(bit / 8)
    const mask = 1 << (bit % 8)
    for (const content of [this.#content, this.#durable]) if (at < content.length) content[at] = (content[at] ?? 0) ^ mask
  }

  copy(): SimulatedFile {
    const file = new SimulatedFile()
    file.write(this.#content.subarray(0, this.size), 0)
    file.sync()
    return file
  }

  #grow(size: number): void {
    if (size > this.#content.length) this.#content = this.#resized(this.#content, Math.max(size, this.#content.length * 2))
    this.size = Math.max(this.size, size)
  }

  #resized(content: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
    const resized = new Uint8Array(size)
    resized.set(content.subarray(0, size))
    return resized
  }

  #touch(from: number, to: number): void {
    for (let page = Math.floor(from / pageBytes); page * pageBytes < to; page++) this.#dirty.add(page)
  }
}

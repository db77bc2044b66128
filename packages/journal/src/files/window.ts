import type { DiskFile } from '../disk/disk.ts'

const windowBytes = 1024 * 1024

/** Reads a file forwards with few calls. */
export class Window {
  readonly size: number
  readonly #file: DiskFile
  readonly #ahead: number
  #buffer = Buffer.alloc(0)
  #start = 0

  /** `size` limits what is read, without it the file as long as it is now; at least `ahead` bytes are read at a time. */
  constructor(file: DiskFile, { size = file.size(), ahead = windowBytes }: { size?: number; ahead?: number } = {}) {
    this.#file = file
    this.size = size
    this.#ahead = ahead
  }

  /** Bytes from `at` on, valid until the next call; fewer only at the end. */
  bytes(at: number, length: number): Buffer {
    const end = Math.min(this.size, at + length)
    if (at < this.#start || end > this.#start + this.#buffer.length) this.#load(at, end)
    return this.#buffer.subarray(at - this.#start, Math.max(at, end) - this.#start)
  }

  #load(at: number, end: number): void {
    const length = Math.max(0, Math.min(this.size, Math.max(end, at + this.#ahead)) - at)
    const buffer = Buffer.allocUnsafeSlow(length)
    this.#buffer = buffer.subarray(0, this.#file.read(buffer, at))
    this.#start = at
  }
}

import type { Random } from '@magpie-im/journal'
import type { Schedule } from './schedule.ts'

/** How bytes come out at the other end: as much as there is, in pieces of any length, or one by one. */
export type Pieces = 'whole' | 'some' | 'bytes'

interface StreamOptions {
  readonly schedule: Schedule
  readonly random: Random
  /** Bytes that the network holds for a reader who does not read. */
  readonly window: number
  readonly deliver: (bytes: Buffer) => void
  /** The byte after which the connection was to break came out. */
  readonly broken: () => void
}

interface Write {
  /** Of the stream, behind its last byte. */
  readonly end: number
  readonly written: () => void
}

const latencyMs = 0.05
const jitterMs = 2
/** So many bytes come one by one before they come in pieces again. */
const mostSingleBytes = 400

/** One direction of a connection: what is written comes out later, in the same order, cut into other pieces. */
export class Stream {
  pieces: Pieces = 'whole'
  readonly #options: StreamOptions
  #chunks: Buffer[] = []
  #writes: Write[] = []
  #sent = 0
  #delivered = 0
  #singles = 0
  #breakAt = Number.POSITIVE_INFINITY
  #paused = false
  #moving = false
  #ended = false
  #drained: (() => void) | undefined

  constructor(options: StreamOptions) {
    this.#options = options
  }

  write(bytes: Buffer, written: () => void = () => undefined): void {
    if (this.#ended || bytes.length === 0) return
    this.#chunks.push(bytes)
    this.#sent += bytes.length
    this.#writes.push({ end: this.#sent, written })
    this.#options.schedule.after(0, () => this.#take())
    this.#move()
  }

  /** Calls `drained` once all that was written has come out. */
  finish(drained: () => void): void {
    this.#drained = drained
    this.#move()
  }

  /** What has not come out is lost. */
  end(): void {
    this.#ended = true
    this.#chunks = []
    this.#writes = []
  }

  breakAfter(bytes: number): void {
    this.#breakAt = this.#delivered + bytes
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#move()
  }

  #move(): void {
    if (this.#moving || this.#paused || this.#ended) return
    if (this.#chunks.length === 0) {
      const drained = this.#drained
      this.#drained = undefined
      drained?.()
      return
    }
    this.#moving = true
    const { schedule, random } = this.#options
    const jitter = this.pieces === 'whole' ? random() * jitterMs : random() * 0.1
    schedule.after(latencyMs + jitter, () => {
      this.#moving = false
      if (this.#ended || this.#paused) return
      const bytes = this.#next(Math.min(this.#length(), this.#breakAt - this.#delivered))
      this.#delivered += bytes.length
      if (bytes.length > 0) this.#options.deliver(bytes)
      this.#take()
      if (this.#delivered >= this.#breakAt) this.#options.broken()
      else this.#move()
    })
  }

  #length(): number {
    switch (this.pieces) {
      case 'whole':
        return Number.POSITIVE_INFINITY
      case 'some':
        return 1 + Math.floor(this.#options.random() ** 2 * 200)
      case 'bytes':
        if (++this.#singles >= mostSingleBytes) this.pieces = 'some'
        return 1
    }
  }

  /** At most `most` bytes from the front. */
  #next(most: number): Buffer {
    const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks)
    if (all === undefined) return Buffer.alloc(0)
    if (all.length <= most) {
      this.#chunks = []
      return all
    }
    this.#chunks = [all.subarray(most)]
    return all.subarray(0, most)
  }

  /** The operating system takes what fits into the window, whether or not it was read. */
  #take(): void {
    for (let first = this.#writes[0]; first !== undefined; first = this.#writes[0]) {
      if (first.end > this.#delivered + this.#options.window) return
      this.#writes.shift()
      first.written()
    }
  }
}

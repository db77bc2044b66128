import type { Duplex } from 'node:stream'
import { FrameReader, headerBytes, type Kind, kinds, largestPayload, type TakeFrame, writeHeader } from './frames.ts'

interface LinkOptions {
  readonly stream: Duplex
  readonly take: TakeFrame
  /** The other side is gone. */
  readonly closed: () => void
  /** Runs once, when what can be said in this tick has been said. */
  readonly atEndOfTick: (run: () => void) => void
  /** The other side has read what waited; called after it was `congested`. */
  readonly drained?: () => void
}

/** Room for the largest frame and some smaller ones. */
const batchBytes = 2 * largestPayload
const mostWaiting = 1_048_576
const nothing = Buffer.alloc(0)

/** One end of the stream between a carrier and the process that decides. What is sent in one tick is written at once. */
export class Link {
  readonly #options: LinkOptions
  readonly #reader: FrameReader
  #batch: Buffer = Buffer.allocUnsafeSlow(batchBytes)
  #spare: Buffer | undefined
  #filled = 0
  #taken: (() => void)[] = []
  #scheduled = false
  /** Bytes that the operating system has not taken. */
  #waiting = 0
  /** What was delivered before, in this batch. */
  #last: Buffer | undefined

  constructor(options: LinkOptions) {
    const { stream, take, closed } = options
    this.#options = options
    this.#reader = new FrameReader(take)
    stream.on('data', (chunk: Buffer) => this.#read(chunk))
    stream.on('error', () => stream.destroy())
    stream.on('end', () => stream.destroy())
    stream.on('close', closed)
  }

  /** Whether who can wait with what he has to send should. */
  get congested(): boolean {
    return this.#waiting > mostWaiting
  }

  send(kind: Kind, connection: number, payload: Buffer = nothing): void {
    if (this.#filled + headerBytes + payload.length > batchBytes) this.#flush()
    writeHeader(this.#batch, this.#filled, [kind, connection, payload.length])
    payload.copy(this.#batch, this.#filled + headerBytes)
    this.#filled += headerBytes + payload.length
    if (this.#scheduled) return
    this.#scheduled = true
    this.#options.atEndOfTick(() => {
      this.#scheduled = false
      this.#flush()
    })
  }

  /** Of any length. */
  sendBytes(connection: number, bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += largestPayload) {
      this.send(kinds.bytes, connection, at === 0 && bytes.length <= largestPayload ? bytes : bytes.subarray(at, at + largestPayload))
    }
  }

  /** To a client, through its carrier. What is the same for many, one after the other, goes over the stream once; `taken`: by the operating system. */
  deliver(connection: number, bytes: Buffer, taken: () => void): void {
    if (bytes === this.#last) this.send(kinds.again, connection)
    else {
      this.sendBytes(connection, bytes)
      this.#last = bytes.length > 0 && bytes.length <= largestPayload ? bytes : undefined
    }
    this.#taken.push(taken)
  }

  end(): void {
    this.#flush()
    this.#options.stream.end()
  }

  #flush(): void {
    const batch = this.#batch
    const bytes = batch.subarray(0, this.#filled)
    const taken = this.#taken
    if (bytes.length === 0) return
    this.#batch = this.#spare ?? Buffer.allocUnsafeSlow(batchBytes)
    this.#spare = undefined
    this.#filled = 0
    this.#taken = []
    this.#last = undefined
    this.#waiting += bytes.length
    this.#options.stream.write(bytes, (error) => {
      if (error) return
      this.#spare = batch
      const wasCongested = this.congested
      this.#waiting -= bytes.length
      for (const each of taken) each()
      if (wasCongested && !this.congested) this.#options.drained?.()
    })
  }

  /** The other side is a process of ours: what cannot be read is a fault of the program, and ends the link. */
  #read(chunk: Buffer): void {
    try {
      this.#reader.push(chunk)
    } catch (error) {
      this.#options.stream.destroy(error as Error) // as: nothing else is thrown there
    }
  }
}

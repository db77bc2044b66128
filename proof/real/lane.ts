import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Random, wholeBetween } from './seeded.ts'

/** How bytes travel in one direction. */
export interface Manner {
  /** What comes at once goes on in so many pieces at most. */
  readonly pieces: number
  readonly delayMs: number
  readonly bytesPerSecond: number
}

export const plain: Manner = { pieces: 1, delayMs: 0, bytesPerSecond: Number.POSITIVE_INFINITY }

/** One direction of a connection through the proxy. */
export class Lane {
  readonly #from: Socket
  readonly #to: Socket
  readonly #manner: Manner
  readonly #random: Random
  #stall: PromiseWithResolvers<void> | undefined
  #onCut: (() => void) | undefined

  constructor(from: Socket, to: Socket, manner: Manner, random: Random) {
    this.#from = from
    this.#to = to
    this.#manner = manner
    this.#random = random
  }

  /** Carries bytes until one side ends. */
  async run(): Promise<void> {
    for await (const chunk of this.#from) {
      await this.#carry(chunk)
      if (this.#to.destroyed) return
    }
    this.#to.end()
  }

  /** Nothing goes on until `goOn`; the sender feels it once the buffers between are full. */
  stall(): void {
    this.#stall ??= Promise.withResolvers()
  }

  goOn(): void {
    this.#stall?.resolve()
    this.#stall = undefined
  }

  /** Of what comes next only a part goes on; then `then` ends the connection. Undefined: call it off. */
  cutInNext(then: (() => void) | undefined): void {
    this.#onCut = then
  }

  async #carry(chunk: Buffer): Promise<void> {
    await this.#stall?.promise
    const cut = chunk.length > 1 ? this.#onCut : undefined
    const bytes = cut === undefined ? chunk : chunk.subarray(0, wholeBetween(this.#random, 1, chunk.length - 1))
    for (const piece of this.#split(bytes)) await this.#send(piece)
    cut?.()
  }

  *#split(bytes: Buffer): Iterable<Buffer> {
    let rest = bytes
    for (let left = this.#manner.pieces - 1; left > 0 && rest.length > 1; left--) {
      const size = wholeBetween(this.#random, 1, rest.length - 1)
      yield rest.subarray(0, size)
      rest = rest.subarray(size)
    }
    yield rest
  }

  async #send(piece: Buffer): Promise<void> {
    const { delayMs, bytesPerSecond } = this.#manner
    const wait = delayMs + (piece.length * 1000) / bytesPerSecond
    if (wait >= 1) await pause(wait)
    if (!this.#to.destroyed && !this.#to.write(piece)) await room(this.#to)
  }
}

/** Until more can be written, or never again. */
async function room(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  socket.once('drain', resolve).once('close', resolve)
  await promise
  socket.off('drain', resolve).off('close', resolve)
}

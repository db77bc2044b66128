import type { Line, LineListener } from '../line.ts'
import type { SimulatedTime } from './simulated-time.fixture.ts'

const latencyMs = 1

interface ServerSide {
  received(bytes: Buffer): void
  ended(): void
}

/** A connection in memory, which may break after a number of bytes in either direction. */
export class Pipe implements Line {
  readonly #time: SimulatedTime
  readonly #client: LineListener
  #server: ServerSide | undefined
  #upLeft: number
  #downLeft: number
  #over = false
  #paused = false
  readonly #unread: Buffer[] = []

  constructor(time: SimulatedTime, client: LineListener, cuts: { readonly up?: number; readonly down?: number }) {
    this.#time = time
    this.#client = client
    this.#upLeft = cuts.up ?? Number.POSITIVE_INFINITY
    this.#downLeft = cuts.down ?? Number.POSITIVE_INFINITY
  }

  serve(server: ServerSide): void {
    this.#server = server
  }

  write(bytes: Uint8Array): void {
    const arrives = Buffer.from(bytes.subarray(0, Math.max(0, Math.min(bytes.length, this.#upLeft))))
    this.#upLeft -= bytes.length
    const breaks = this.#upLeft < 0
    this.#time.after(latencyMs, () => {
      if (this.#over) return
      if (arrives.length > 0) this.#server?.received(arrives)
      if (breaks) this.end()
    })
  }

  /** From the server. */
  tell(bytes: Buffer): void {
    const arrives = bytes.subarray(0, Math.max(0, Math.min(bytes.length, this.#downLeft)))
    this.#downLeft -= bytes.length
    const breaks = this.#downLeft < 0
    this.#time.after(latencyMs, () => {
      if (this.#over) return
      if (this.#paused) this.#unread.push(arrives)
      else if (arrives.length > 0) this.#client.received(arrives)
      if (breaks) this.end()
    })
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    for (const bytes of this.#unread.splice(0)) if (!this.#over) this.#client.received(bytes)
  }

  cut(): void {
    if (this.#over) return
    this.#over = true
    this.#server?.ended()
  }

  /** By the server or the network. */
  end(): void {
    if (this.#over) return
    this.#time.after(latencyMs, () => {
      if (this.#over) return
      this.#over = true
      this.#server?.ended()
      this.#client.ended()
    })
  }
}

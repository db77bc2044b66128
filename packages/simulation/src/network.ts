import type { Socket } from '@magpie-im/gateway'
import type { Random } from '@magpie-im/journal'
import type { Dial, LineListener } from '@magpie-im/phone'
import type { Schedule } from './schedule.ts'
import { type Pieces, Stream } from './stream.ts'

/** A connection as the process has it that listens. */
export interface Accepted {
  receive(bytes: Buffer): void
  closed(): void
}

/** Undefined: the connection was not wanted. */
export type Accept = (socket: Socket) => Accepted | undefined

interface NetworkOptions {
  readonly schedule: Schedule
  readonly random: Random
}

const windowBytes = 2 * 1024
/** How many connections come in pieces from their beginning. */
const piecemeal = 0.3

/** Carries bytes between phones and whoever listens, late, in other pieces, and not always to the end. */
export class Network {
  readonly #options: NetworkOptions
  readonly #wires = new Map<string, Wire>()
  #accept: Accept | undefined

  constructor(options: NetworkOptions) {
    this.#options = options
  }

  listen(accept: Accept): void {
    this.#accept = accept
  }

  /** Nobody listens any more. */
  deafen(): void {
    this.#accept = undefined
  }

  /** The way of the phone at `address`, which has one connection at a time. */
  dialFrom(address: string): Dial {
    return (listener) => {
      const wire = new Wire({ ...this.#options, address, listener, ended: () => this.#forget(address, wire) })
      this.#wires.set(address, wire)
      this.#options.schedule.after(this.#options.random() * 2, () => wire.connect(this.#accept))
      return wire.line
    }
  }

  /** The process that listened is gone; `silently`: and with it the machine, so that nobody is told for a while. */
  lose({ silently }: { readonly silently: boolean }): void {
    this.deafen()
    for (const wire of this.#wires.values()) wire.lose(silently)
  }

  /** Undefined: the phone has no connection. */
  of(address: string): Wire | undefined {
    return this.#wires.get(address)
  }

  #forget(address: string, wire: Wire): void {
    if (this.#wires.get(address) === wire) this.#wires.delete(address)
  }
}

interface WireOptions extends NetworkOptions {
  readonly address: string
  readonly listener: LineListener
  readonly ended: () => void
}

/** One connection. */
export class Wire {
  readonly #options: WireOptions
  readonly #up: Stream
  readonly #down: Stream
  #accepted: Accepted | undefined
  #phoneThere = true
  #serverThere = false

  constructor(options: WireOptions) {
    const { schedule, random, listener } = options
    this.#options = options
    const common = { schedule, random, window: windowBytes, broken: () => this.break() }
    this.#up = new Stream({ ...common, deliver: (bytes) => this.#serverThere && this.#accepted?.receive(bytes) })
    this.#down = new Stream({ ...common, deliver: (bytes) => this.#phoneThere && listener.received(bytes) })
    this.#up.pause()
    if (random() < piecemeal) this.cutUp('some')
  }

  get line() {
    return {
      write: (bytes: Uint8Array) => this.#up.write(Buffer.from(bytes)),
      pause: () => this.#down.pause(),
      resume: () => this.#down.resume(),
      cut: () => this.#hangUp(),
    }
  }

  connect(accept: Accept | undefined): void {
    if (!this.#phoneThere) return
    this.#accepted = accept?.(this.#socket())
    this.#serverThere = this.#accepted !== undefined
    if (this.#serverThere) this.#up.resume()
    else this.#tellPhone()
  }

  cutUp(pieces: Pieces): void {
    this.#up.pieces = pieces
    this.#down.pieces = pieces
  }

  /** After so many more bytes in one of the directions. */
  breakAfter(bytes: number, direction: 'up' | 'down'): void {
    if (direction === 'up') this.#up.breakAfter(bytes)
    else this.#down.breakAfter(bytes)
  }

  /** Both ends lose it. */
  break(): void {
    this.#tellServer()
    this.#tellPhone()
  }

  /** The process at the server's end is gone. What is on its way to the phone still comes, or not. */
  lose(silently: boolean): void {
    const { schedule, random } = this.#options
    this.#serverThere = false
    this.#accepted = undefined
    this.#up.end()
    if (silently) this.#down.end()
    if (silently) schedule.after(200 + random() * 2000, () => this.#tellPhone())
    else if (random() < 0.5) this.#tellPhone()
    else this.#down.finish(() => this.#tellPhone())
  }

  #socket(): Socket {
    return {
      address: this.#options.address,
      write: (bytes, written) => this.#down.write(bytes, () => this.#serverThere && written()),
      pause: () => this.#up.pause(),
      resume: () => this.#up.resume(),
      end: () => this.#down.finish(() => this.break()),
      destroy: () => this.break(),
    }
  }

  /** What the phone wrote before still arrives, or not. */
  #hangUp(): void {
    this.#phoneThere = false
    this.#down.end()
    if (this.#options.random() < 0.5) this.#tellServer()
    else this.#up.finish(() => this.#tellServer())
  }

  #tellServer(): void {
    const { schedule, random, ended } = this.#options
    this.#up.end()
    schedule.after(random(), () => {
      ended()
      if (!this.#serverThere) return
      this.#serverThere = false
      this.#accepted?.closed()
    })
  }

  #tellPhone(): void {
    const { schedule, random, ended, listener } = this.#options
    this.#down.end()
    schedule.after(random(), () => {
      ended()
      if (!this.#phoneThere) return
      this.#phoneThere = false
      listener.ended()
    })
  }
}

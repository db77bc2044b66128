import type { Duplex } from 'node:stream'
import type { CloseReason } from '@magpie-im/model'
import type { Receiver, Socket } from '../connection.ts'
import { type Kind, kinds } from './frames.ts'
import { Link } from './link.ts'

interface CarriedSocketsOptions {
  /** To a carrier. */
  readonly stream: Duplex
  /** Who is told of a connection; undefined: it was refused, and has been closed. */
  readonly accept: (socket: Socket) => Receiver | undefined
  /** Runs when what is going on is done, before anything that comes from outside. */
  readonly soon: (run: () => void) => void
  /** Runs when others have had their turn. */
  readonly later: (run: () => void) => void
}

const closedPerTurn = 500

/** The sockets that a carrier holds, as if they were here. */
export class CarriedSockets {
  readonly #options: CarriedSocketsOptions
  readonly #link: Link
  readonly #open = new Map<number, { readonly socket: CarriedSocket; readonly receiver: Receiver }>()

  constructor(options: CarriedSocketsOptions) {
    const { stream, soon } = options
    this.#options = options
    this.#link = new Link({
      stream,
      take: (kind, number, payload) => this.#take(kind, number, payload),
      closed: () => this.#lost(),
      atEndOfTick: soon,
    })
  }

  get size(): number {
    return this.#open.size
  }

  /** The carrier ends when it has read what was sent. */
  end(): void {
    this.#link.end()
  }

  #take(kind: Kind, number: number, payload: Buffer): void {
    if (kind === kinds.opened) {
      this.#accept(number, payload.toString())
      return
    }
    const carried = this.#open.get(number)
    if (carried === undefined) return
    // A copy: what somebody keeps of it must not keep what came beside it.
    if (kind === kinds.bytes) carried.receiver.receive(Buffer.from(payload))
    else if (kind === kinds.stalled) carried.socket.stalled()
    else if (kind === kinds.drained) carried.socket.drained()
    else if (kind === kinds.closed) {
      this.#open.delete(number)
      carried.receiver.closed()
    }
  }

  #accept(number: number, address: string): void {
    const socket = new CarriedSocket({ number, address, link: this.#link, destroyed: () => this.#open.delete(number) })
    const receiver = this.#options.accept(socket)
    if (receiver !== undefined) this.#open.set(number, { socket, receiver })
  }

  /** The carrier is gone, and all sockets with it. Of very many, some in each turn (I10). */
  #lost(): void {
    const receivers = [...this.#open.values()].map(({ receiver }) => receiver)
    this.#open.clear()
    const closeSome = () => {
      for (const receiver of receivers.splice(-closedPerTurn)) receiver.closed()
      if (receivers.length > 0) this.#options.later(closeSome)
    }
    closeSome()
  }
}

interface CarriedSocketOptions {
  readonly number: number
  readonly address: string
  readonly link: Link
  readonly destroyed: () => void
}

class CarriedSocket implements Socket {
  readonly address: string
  readonly #options: CarriedSocketOptions
  #stalled = false
  /** Of writes that the client may not have taken yet. */
  #unconfirmed: (() => void)[] = []

  constructor(options: CarriedSocketOptions) {
    this.address = options.address
    this.#options = options
  }

  /** Counts as written when it is on its way to the carrier, unless that has said that the client does not read: so a client that does costs no frame back. */
  write(bytes: Buffer, written: () => void): void {
    const { link, number } = this.#options
    link.deliver(number, bytes, () => {
      if (this.#stalled) this.#unconfirmed.push(written)
      else written()
    })
  }

  stalled(): void {
    this.#stalled = true
  }

  drained(): void {
    this.#stalled = false
    for (const written of this.#unconfirmed.splice(0)) written()
  }

  pause(): void {
    this.#send(kinds.pause)
  }

  resume(): void {
    this.#send(kinds.resume)
  }

  end(reason: CloseReason): void {
    this.#send(kinds.end, Buffer.from(reason))
  }

  destroy(): void {
    this.#send(kinds.destroy)
    this.#options.destroyed()
  }

  #send(kind: Kind, payload?: Buffer): void {
    const { link, number } = this.#options
    link.send(kind, number, payload)
  }
}

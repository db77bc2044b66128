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
  readonly link: Link
  readonly #options: CarriedSocketsOptions
  readonly #open = new Map<number, CarriedSocket>()

  constructor(options: CarriedSocketsOptions) {
    const { stream, soon } = options
    this.#options = options
    this.link = new Link({
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
    this.link.end()
  }

  /** Nothing more is heard of it. */
  forget(number: number): void {
    this.#open.delete(number)
  }

  #take(kind: Kind, number: number, payload: Buffer): void {
    if (kind === kinds.opened) {
      this.#accept(number, payload.toString())
      return
    }
    const socket = this.#open.get(number)
    if (socket === undefined) return
    // A copy: what somebody keeps of it must not keep what came beside it.
    if (kind === kinds.bytes) socket.receiver?.receive(Buffer.from(payload))
    else if (kind === kinds.stalled) socket.stalled()
    else if (kind === kinds.drained) socket.drained()
    else if (kind === kinds.closed) {
      this.forget(number)
      socket.receiver?.closed()
    }
  }

  #accept(number: number, address: string): void {
    const socket = new CarriedSocket(number, address, this)
    socket.receiver = this.#options.accept(socket)
    if (socket.receiver !== undefined) this.#open.set(number, socket)
  }

  /** The carrier is gone, and all sockets with it. Of very many, some in each turn (I10). */
  #lost(): void {
    const sockets = [...this.#open.values()]
    this.#open.clear()
    const closeSome = () => {
      for (const { receiver } of sockets.splice(-closedPerTurn)) receiver?.closed()
      if (sockets.length > 0) this.#options.later(closeSome)
    }
    closeSome()
  }
}

class CarriedSocket implements Socket {
  readonly address: string
  receiver: Receiver | undefined
  readonly #number: number
  readonly #home: CarriedSockets
  /** While the client does not read: of writes that it may not have taken yet. */
  #unconfirmed: (() => void)[] | undefined

  constructor(number: number, address: string, home: CarriedSockets) {
    this.#number = number
    this.address = address
    this.#home = home
  }

  /** Counts as written when it is on its way to the carrier, unless that has said that the client does not read: so a client that does costs no frame back. */
  write(bytes: Buffer, written: () => void): void {
    this.#home.link.deliver(this.#number, bytes, () => {
      if (this.#unconfirmed === undefined) written()
      else this.#unconfirmed.push(written)
    })
  }

  stalled(): void {
    this.#unconfirmed ??= []
  }

  drained(): void {
    const confirmed = this.#unconfirmed ?? []
    this.#unconfirmed = undefined
    for (const written of confirmed) written()
  }

  pause(): void {
    this.#home.link.send(kinds.pause, this.#number)
  }

  resume(): void {
    this.#home.link.send(kinds.resume, this.#number)
  }

  end(reason: CloseReason): void {
    this.#home.link.send(kinds.end, this.#number, Buffer.from(reason))
  }

  destroy(): void {
    this.#home.link.send(kinds.destroy, this.#number)
    this.#home.forget(this.#number)
  }
}

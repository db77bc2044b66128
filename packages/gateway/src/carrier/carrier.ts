import type { Duplex } from 'node:stream'
import { type CloseReason, closeReasons } from '@magpie-im/model'
import type { Receiver, Socket } from '../connection.ts'
import { type Kind, kinds } from './frames.ts'
import { Link } from './link.ts'

interface CarrierOptions {
  /** To the process that decides. */
  readonly stream: Duplex
  /** That process is gone. */
  readonly closed: () => void
  readonly atEndOfTick: (run: () => void) => void
}

/** Bytes written that the operating system has not taken, from which a client counts as one that does not read. */
const mostUnwritten = 65_536
const highestNumber = 0xffff_ffff
const nothing = Buffer.alloc(0)

/** Carries the bytes of sockets to another process and back, and does what that says; it knows no protocol and no rule. */
export class Carrier {
  readonly link: Link
  readonly #carried = new Map<number, Carried>()
  /** Their bytes wait for the link. */
  readonly #held = new Set<Carried>()
  #lastNumber = 0
  #lastBytes: Buffer = nothing

  constructor(options: CarrierOptions) {
    this.link = new Link({
      ...options,
      take: (kind, number, payload) => this.#obey(kind, number, payload),
      drained: () => this.#letGo(),
    })
  }

  accept(socket: Socket): Receiver {
    const carried = new Carried(this.#nextNumber(), socket, this)
    this.#carried.set(carried.number, carried)
    this.link.send(kinds.opened, carried.number, Buffer.from(socket.address))
    return carried
  }

  receive(carried: Carried, chunk: Buffer): void {
    if (!this.#carried.has(carried.number)) return
    this.link.sendBytes(carried.number, chunk)
    if (this.link.congested) this.#hold(carried)
  }

  closed(carried: Carried): void {
    this.#held.delete(carried)
    if (this.#carried.delete(carried.number)) this.link.send(kinds.closed, carried.number)
  }

  #nextNumber(): number {
    do this.#lastNumber = this.#lastNumber === highestNumber ? 1 : this.#lastNumber + 1
    while (this.#carried.has(this.#lastNumber))
    return this.#lastNumber
  }

  #obey(kind: Kind, number: number, payload: Buffer): void {
    if (kind === kinds.bytes) this.#lastBytes = payload
    const carried = this.#carried.get(number)
    if (carried === undefined) return
    if (kind === kinds.bytes || kind === kinds.again) carried.write(this.#lastBytes)
    else if (kind === kinds.pause) carried.pause('told')
    else if (kind === kinds.resume) carried.resume('told')
    else if (kind === kinds.end) carried.socket.end(reasonIn(payload))
    else if (kind === kinds.destroy) this.#destroy(carried)
  }

  #destroy(carried: Carried): void {
    this.#carried.delete(carried.number)
    this.#held.delete(carried)
    carried.socket.destroy()
  }

  /** So that the link never owes more than a chunk of each connection. */
  #hold(carried: Carried): void {
    this.#held.add(carried)
    carried.pause('held')
  }

  #letGo(): void {
    const held = [...this.#held]
    this.#held.clear()
    for (const carried of held) carried.resume('held')
  }
}

function reasonIn(payload: Buffer): CloseReason {
  const text = payload.toString()
  return Object.hasOwn(closeReasons, text) ? (text as CloseReason) : 'failed' // as: that was checked
}

class Carried implements Receiver {
  readonly number: number
  readonly socket: Socket
  readonly #carrier: Carrier
  #unwritten = 0
  #stalled = false
  /** Why it is not read: the other side said so … */
  told = false
  /** … or the link has too much to do. */
  held = false

  constructor(number: number, socket: Socket, carrier: Carrier) {
    this.number = number
    this.socket = socket
    this.#carrier = carrier
  }

  receive(chunk: Buffer): void {
    this.#carrier.receive(this, chunk)
  }

  closed(): void {
    this.#carrier.closed(this)
  }

  write(bytes: Buffer): void {
    this.#unwritten += bytes.length
    this.socket.write(bytes, () => this.#written(bytes.length))
    if (this.#stalled || this.#unwritten <= mostUnwritten) return
    this.#stalled = true
    this.#carrier.link.send(kinds.stalled, this.number)
  }

  pause(why: 'told' | 'held'): void {
    if (!this.told && !this.held) this.socket.pause()
    this[why] = true
  }

  resume(why: 'told' | 'held'): void {
    if (!this[why]) return
    this[why] = false
    if (!this.told && !this.held) this.socket.resume()
  }

  #written(length: number): void {
    this.#unwritten -= length
    if (!this.#stalled || this.#unwritten > 0) return
    this.#stalled = false
    this.#carrier.link.send(kinds.drained, this.number)
  }
}

import type { ImError } from '@magpie-im/model'

export type Order =
  /** May start while earlier ones wait for the journal, which keeps their order. */
  | 'pipelined'
  /** As `pipelined`, but not before the last one of its kind is answered: for what takes its time elsewhere. */
  | 'in-turn'
  /** Starts when all earlier ones are answered; later ones wait for it. */
  | 'alone'

/** Whose requests they are. */
export interface PipelineOwner<Packet> {
  orderOf(packet: Packet): Order
  /** Begins to handle a packet, which calls `slot.complete` exactly once. */
  start(packet: Packet, slot: Slot): void
  mayStart(): boolean
  reply(frame: Buffer): void
  /** Something was answered or started. */
  progressed(): void
}

/** Handles the packets of one connection in the order they came, and answers them in that order (I4). */
export class Pipeline<Packet extends { readonly size: number }> {
  readonly #owner: PipelineOwner<Packet>
  readonly #waiting: Packet[] = []
  readonly #slots: Slot[] = []
  #alone = false
  /** The last one that was started in its turn. */
  #turn: Slot | undefined
  /** Bytes of replies that wait for those before them. */
  #heldBytes = 0
  #running = false
  #finishing = false
  #finished: (() => void)[] = []
  /** Bytes of packets that wait to be handled. */
  waitingBytes = 0

  constructor(owner: PipelineOwner<Packet>) {
    this.#owner = owner
  }

  push(packet: Packet): void {
    this.#waiting.push(packet)
    this.waitingBytes += packet.size
    this.run()
  }

  /** Starts what may start. */
  run(): void {
    if (this.#running) return
    this.#running = true
    let packet = this.#waiting[0]
    while (packet !== undefined && this.#mayStart(packet)) {
      this.#waiting.shift()
      this.waitingBytes -= packet.size
      this.#start(packet)
      packet = this.#waiting[0]
    }
    this.#running = false
    this.#owner.progressed()
  }

  /** Forgets what waits; what was started is finished. */
  clear(): void {
    this.#waiting.length = 0
    this.waitingBytes = 0
  }

  /** Starts nothing more; resolves when everything that was started is answered. */
  async finish(): Promise<void> {
    this.#finishing = true
    if (this.#slots.length > 0) await new Promise<void>((resolve) => this.#finished.push(resolve))
  }

  #mayStart(packet: Packet): boolean {
    if (this.#alone || this.#finishing || !this.#owner.mayStart()) return false
    if (this.#slots.length === 0) return true
    if (this.#slots.length >= mostInFlight || this.#heldBytes >= mostHeldBytes) return false
    const order = this.#owner.orderOf(packet)
    return order === 'pipelined' || (order === 'in-turn' && this.#turn?.done !== false)
  }

  #start(packet: Packet): void {
    const order = this.#owner.orderOf(packet)
    const slot = new Slot(this)
    this.#alone = order === 'alone'
    if (order === 'in-turn') this.#turn = slot
    this.#slots.push(slot)
    this.#owner.start(packet, slot)
  }

  /** A slot of this pipeline is done. */
  completed(slot: Slot): void {
    this.#finishing ||= slot.last
    this.#heldBytes += slot.frame?.length ?? 0
    this.#drain()
  }

  #drain(): void {
    let slot = this.#slots[0]
    while (slot?.done) {
      this.#slots.shift()
      this.#alone = false
      this.#heldBytes -= slot.frame?.length ?? 0
      if (slot.frame !== undefined) this.#owner.reply(slot.frame)
      slot = this.#slots[0]
    }
    if (this.#slots.length === 0) for (const resolve of this.#finished) resolve()
    this.run()
  }
}

const mostInFlight = 1024
/** One reply that takes long must not make a connection pile up those behind it. */
const mostHeldBytes = 1_048_576

/** Who measures a request, and is told once what became of it. */
export interface Measured {
  /** In all log lines of the request. */
  readonly trace: string
  answered(frame: Buffer | undefined, refusal: ImError | undefined): void
}

/** What a slot is a place of. */
interface Line {
  completed(slot: Slot): void
}

/** The place of one request's reply among those of its connection. */
export class Slot {
  done = false
  frame: Buffer | undefined
  request: Measured | undefined
  /** The connection ends with it: nothing behind it is handled, not even before the connection knows. */
  last = false
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
  }

  /** `frame` undefined: the request is finished without a reply. `refusal`: why it was not done. */
  complete(frame: Buffer | undefined, refusal?: ImError): void {
    if (this.done) return
    this.done = true
    this.frame = frame
    this.request?.answered(frame, refusal)
    this.#line.completed(this)
  }
}

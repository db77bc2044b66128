export interface OutboxLimits {
  readonly bytes: number
  readonly packets: number
}

/** Whose frames they are. */
export interface OutboxOwner {
  /** All of one tick; `written` comes when the operating system has taken them. */
  write(bytes: Buffer, written: () => void): void
  /** It is no longer congested. */
  drained(): void
}

const flushedPerTick = 500

/** Collects what is to be flushed at the end of the tick, for all connections together; of very many, some in each tick (I10). */
export class Flusher {
  readonly #atEndOfTick: (run: () => void) => void
  #waiting: Outbox[] = []

  constructor(atEndOfTick: (run: () => void) => void) {
    this.#atEndOfTick = atEndOfTick
  }

  schedule(outbox: Outbox): void {
    if (this.#waiting.length === 0) this.#atEndOfTick(() => this.#flush())
    this.#waiting.push(outbox)
  }

  #flush(): void {
    const waiting = this.#waiting
    const rest = waiting.slice(flushedPerTick)
    this.#waiting = rest
    if (rest.length > 0) this.#atEndOfTick(() => this.#flush())
    for (const outbox of waiting.slice(0, flushedPerTick)) outbox.flush()
  }
}

/** The bounded write queue of one connection (I9): one write per tick. */
export class Outbox {
  readonly #owner: OutboxOwner
  readonly #flusher: Flusher
  readonly #limits: OutboxLimits
  #frames: Buffer[] = []
  #frameBytes = 0
  #unwrittenBytes = 0
  #unwrittenPackets = 0

  constructor(owner: OutboxOwner, { flusher, limits }: { readonly flusher: Flusher; readonly limits: OutboxLimits }) {
    this.#owner = owner
    this.#flusher = flusher
    this.#limits = limits
  }

  /** False when the client is too slow: the queue was full before, and the frame is not taken. One frame may exceed the limit. */
  push(frame: Buffer): boolean {
    if (this.bytes >= this.#limits.bytes || this.#packets >= this.#limits.packets) return false
    if (this.#frames.length === 0) this.#flusher.schedule(this)
    this.#frames.push(frame)
    this.#frameBytes += frame.length
    return true
  }

  /** Whether new requests should wait until the client has read the replies to the earlier ones. */
  get congested(): boolean {
    return this.bytes * 2 >= this.#limits.bytes || this.#packets * 2 >= this.#limits.packets
  }

  get bytes(): number {
    return this.#frameBytes + this.#unwrittenBytes
  }

  get #packets(): number {
    return this.#frames.length + this.#unwrittenPackets
  }

  flush(): void {
    const [first] = this.#frames
    if (first === undefined) return
    const bytes = this.#frames.length === 1 ? first : Buffer.concat(this.#frames, this.#frameBytes)
    const packets = this.#frames.length
    this.#frames = []
    this.#frameBytes = 0
    this.#unwrittenBytes += bytes.length
    this.#unwrittenPackets += packets
    this.#owner.write(bytes, () => {
      const wasCongested = this.congested
      this.#unwrittenBytes -= bytes.length
      this.#unwrittenPackets -= packets
      if (wasCongested && !this.congested) this.#owner.drained()
    })
  }
}

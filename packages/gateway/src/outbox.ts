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

/** Of those who are told something, at least so many are written to in one tick, and at least so many for each who is answered. */
const toldPerTick = 64
const toldPerAnswer = 2

const nothing = Buffer.alloc(0)

/**
 * Collects what is to be flushed at the end of the tick, for all connections together. Who waits for an answer comes first;
 * of those who are told something, who may be very many, some in each tick (I10).
 */
export class Flusher {
  readonly #atEndOfTick: (run: () => void) => void
  #scheduled = false
  #answered = new Set<Outbox>()
  readonly #told = new Set<Outbox>()
  #lastFrames: readonly Buffer[] = []
  #lastBytes = nothing

  constructor(atEndOfTick: (run: () => void) => void) {
    this.#atEndOfTick = atEndOfTick
  }

  schedule(outbox: Outbox, why: 'answered' | 'told'): void {
    if (why === 'answered') this.#answered.add(outbox)
    else this.#told.add(outbox)
    this.#wake()
  }

  /** One behind the other. Many are told the same: who has the frames of the one before is given the same bytes. */
  join(frames: readonly Buffer[], length: number): Buffer {
    const [first = nothing] = frames
    if (frames.length < 2) return first
    if (!isSame(frames, this.#lastFrames)) {
      this.#lastFrames = frames
      this.#lastBytes = Buffer.concat(frames, length)
    }
    return this.#lastBytes
  }

  #wake(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    this.#atEndOfTick(() => this.#flush())
  }

  #flush(): void {
    this.#scheduled = false
    const answered = this.#answered
    this.#answered = new Set()
    for (const outbox of answered) outbox.flush()
    let left = Math.max(toldPerTick, toldPerAnswer * answered.size)
    for (const outbox of this.#told) {
      if (left-- === 0) break
      this.#told.delete(outbox)
      outbox.flush()
    }
    this.#lastFrames = []
    this.#lastBytes = nothing
    if (this.#told.size > 0) this.#wake()
  }
}

function isSame(frames: readonly Buffer[], others: readonly Buffer[]): boolean {
  return frames.length === others.length && frames.every((frame, index) => frame === others[index])
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
  push(frame: Buffer, why: 'answered' | 'told'): boolean {
    if (this.bytes >= this.#limits.bytes || this.#packets >= this.#limits.packets) return false
    if (this.#frames.length === 0 || why === 'answered') this.#flusher.schedule(this, why)
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
    const packets = this.#frames.length
    if (packets === 0) return
    const bytes = this.#flusher.join(this.#frames, this.#frameBytes)
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

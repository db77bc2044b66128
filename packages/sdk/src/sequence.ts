import type { Message, Reply } from './protocol.ts'

const mostHeld = 1000

export interface Piece {
  readonly after: number
  readonly before?: number
}

interface SequencePorts {
  /** Of the history, in its order. */
  readonly read: (piece: Piece) => Promise<Reply<'listMessages'>>
  readonly deliver: (message: Message) => void
}

/** The messages of one conversation: each is delivered once, in the order of the seqs, whatever comes twice, too early or not at all. */
export class Sequence {
  readonly #ports: SequencePorts
  #last: number
  /** The newest there is, as far as anybody said. */
  #newest: number
  /** Came before what lies before them. */
  readonly #held = new Map<number, Message>()
  #repair: Promise<void> | undefined
  /** Stamps of messages that changed since the read that is under way began. */
  readonly #changed = new Set<number>()

  /** `last` is what was delivered already, 0 for nothing. */
  constructor(last: number, ports: SequencePorts) {
    this.#last = last
    this.#newest = last
    this.#ports = ports
  }

  /** Up to here everything was delivered. */
  get last(): number {
    return this.#last
  }

  /** Whether something is known of that has not come. */
  get isBehind(): boolean {
    return this.#last < this.#newest
  }

  /** Nothing lies between `follows` and this message. */
  take(message: Message, follows = message.seq - 1): void {
    const { seq } = message
    if (seq <= this.#last) return
    if (follows <= this.#last) this.#skipTo(seq - 1)
    this.expect(seq)
    // What does not fit is read again when its turn comes.
    if (this.#held.size < mostHeld || seq === this.#last + 1) this.#held.set(seq, message)
    this.#drain()
  }

  /** There are messages up to this one. */
  expect(seq: number): void {
    this.#newest = Math.max(this.#newest, seq)
  }

  /** What became of this message is told already: what was heard of it before is not delivered any more, it is read again. */
  forget(stamp: number): void {
    for (const [seq, held] of this.#held) if (held.stamp === stamp) this.#held.delete(seq)
    this.#changed.add(stamp)
  }

  /** Reads from the history what is missing. Rejects as reading does, and can be asked again then. */
  repair(): Promise<void> {
    this.#repair ??= this.#readOn().finally(() => {
      this.#repair = undefined
    })
    return this.#repair
  }

  /** What is missing cannot be read: goes on with what is there. */
  passOver(): void {
    for (const seq of [...this.#held.keys()].sort((a, b) => a - b)) {
      this.#skipTo(seq - 1)
      this.#drain()
    }
    this.#skipTo(this.#newest)
  }

  async #readOn(): Promise<void> {
    for (; this.isBehind; this.#changed.clear()) {
      const end = this.#held.size > 0 ? Math.min(...this.#held.keys()) : this.#newest + 1
      const { items, more } = await this.#ports.read({ after: this.#last, before: end })
      if (items.some(({ stamp }) => this.#changed.has(stamp))) continue
      for (const message of items) this.#deliver(message)
      // A history that ends before has no more: the rest was deleted, has expired, or was never there.
      if (!more) this.#skipTo(end - 1)
      this.#drain()
    }
  }

  #drain(): void {
    for (let next = this.#held.get(this.#last + 1); next !== undefined; next = this.#held.get(this.#last + 1)) this.#deliver(next)
  }

  #deliver(message: Message): void {
    this.#held.delete(message.seq)
    if (message.seq <= this.#last) return
    this.#last = message.seq
    this.#ports.deliver(message)
  }

  #skipTo(seq: number): void {
    this.#last = Math.max(this.#last, seq)
    for (const held of this.#held.keys()) if (held <= this.#last) this.#held.delete(held)
  }
}

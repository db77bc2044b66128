import type { Stamp } from '@magpie-im/model'
import type { Epochs } from '../epochs.ts'

/** Where a log of messages stands. */
export interface Place {
  readonly seq: number
  readonly seqId: number
}

/** Gives the numbers of one conversation (I2, I12). */
export class Sequence {
  #last: Place = beginning
  #durable: Place = beginning
  readonly #epochs: Pick<Epochs, 'seq'>

  constructor(epochs: Pick<Epochs, 'seq'>) {
    this.#epochs = epochs
  }

  /** Of the newest message, durable or not yet. */
  get last(): Place {
    return this.#last
  }

  /** Of the newest durable message; read marks are clamped to it (I6). */
  get durable(): Place {
    return this.#durable
  }

  /** The numbers of the next message; it is the newest once it is `appended`. */
  next(stamp: Stamp): Place {
    return { seq: Math.max(this.#last.seq, this.#epochs.seq) + 1, seqId: Math.max(this.#last.seqId + 1, stamp) }
  }

  appended({ seq, seqId }: Place): void {
    this.#last = { seq, seqId }
  }

  becameDurable({ seq, seqId }: Place): void {
    this.#durable = { seq, seqId }
  }

  /** The newest message was never issued: the next one gets its number. All that wait fail together, so the durable one is the last again. */
  takeBack({ seq }: Place): void {
    const isFirst = seq - 1 <= this.#epochs.seq
    this.#last = isFirst ? this.#durable : { seq: seq - 1, seqId: this.#durable.seqId }
  }

  restore({ seq, seqId }: Place): void {
    this.#last = { seq, seqId }
    this.#durable = this.#last
  }
}

/** Before the first message. */
export const beginning: Place = { seq: 0, seqId: 0 }

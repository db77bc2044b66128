import { type ConversationId, conversationId, type Stamps } from '@magpie-im/model'
import type { Epochs } from '../epochs.ts'

/** Gives the numbers of conversations, whatever kind they are of; none twice. */
export class ConversationIds {
  #last = 0

  get last(): number {
    return this.#last
  }

  next(): ConversationId {
    this.#last++
    return conversationId(this.#last)
  }

  /** None up to `id` is given from now on. */
  observe(id: number): void {
    this.#last = Math.max(this.#last, id)
  }
}

/** What every kind of conversation numbers by. */
export interface Numbering {
  readonly stamps: Stamps
  readonly ids: ConversationIds
  readonly epochs: Epochs
}

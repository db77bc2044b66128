import { type ConversationId, conversationId } from '@magpie-im/model'

/** Gives the numbers of conversations, whatever kind they are of; none twice. */
export class ConversationIds {
  #last = 0

  next(): ConversationId {
    this.#last++
    return conversationId(this.#last)
  }

  observe(id: ConversationId): void {
    this.#last = Math.max(this.#last, id)
  }
}

import type { Client, ConversationItem, Message } from '@magpie-im/sdk'
import { Observed } from '../observed.ts'

/** Whether a message speaks to a user. */
export function speaksTo({ from, mentions }: Pick<Message, 'from' | 'mentions'>, user: string): boolean {
  return from !== user && (mentions?.all === true || mentions?.users.includes(user) === true)
}

/** Conversations in which somebody was spoken to: as the server lists it, and what came since. */
export class Called extends Observed {
  /** The seq of the newest such message, by conversation. */
  readonly #seqs = new Map<string, number>()

  constructor(client: Client) {
    super()
    client.on('message', ({ conversation, message }) => {
      if (!speaksTo(message, client.user)) return
      this.#seqs.set(conversation, message.seq)
      this.changed()
    })
  }

  /** While it is not read. */
  in({ conversation, unread, readMark, mentioned }: ConversationItem): boolean {
    return unread > 0 && Math.max(this.#seqs.get(conversation) ?? 0, mentioned?.seq ?? 0) > readMark.seq
  }
}

import type { ConversationKey, MessageId } from '@magpie-im/checker'
import { Conversation, keyOfLabel } from './conversation.ts'

const mostOwn = 256

/** A message of one's own that was acknowledged. */
export interface OwnMessage {
  readonly conversation: Conversation
  readonly seqId: number
}

/** What stays on a phone from one connection to the next. */
export class Memory {
  readonly #user: string
  readonly #conversations = new Map<ConversationKey, Conversation>()
  readonly #byLabel = new Map<string, Conversation>()
  /** The newest ones, oldest first. */
  readonly #own = new Map<MessageId, OwnMessage>()
  /** Up to where the list of conversations is known. */
  listedTo = 0

  constructor(user: string) {
    this.#user = user
  }

  get conversations(): Iterable<Conversation> {
    return this.#conversations.values()
  }

  of(key: ConversationKey): Conversation {
    const known = this.#conversations.get(key)
    if (known !== undefined) return known
    const conversation = new Conversation(key, this.#user)
    this.#conversations.set(key, conversation)
    return conversation
  }

  labelled(label: string): Conversation {
    const known = this.#byLabel.get(label)
    if (known !== undefined) return known
    const conversation = this.of(keyOfLabel(label, this.#user))
    this.#byLabel.set(label, conversation)
    return conversation
  }

  acknowledged(id: MessageId, own: OwnMessage): void {
    this.#own.set(id, own)
    if (this.#own.size > mostOwn) this.#own.delete(this.#own.keys().next().value ?? id)
  }

  own(id: MessageId): OwnMessage | undefined {
    return this.#own.get(id)
  }

  /** The ids of own messages, oldest first. */
  get ownIds(): readonly MessageId[] {
    return [...this.#own.keys()]
  }

  revoked(id: MessageId): void {
    this.#own.delete(id)
  }
}

import {
  type Attribute,
  type Attributes,
  type ConversationAttributeRecord,
  type ConversationId,
  type JournalRecord,
  noAttributes,
  type Stamps,
  type UserId,
} from '@magpie-im/model'
import type { Change } from '../commit.ts'

/** What users keep about the conversations in their lists. */
export class ConversationAttributes {
  readonly #byUser = new Map<UserId, Map<ConversationId, Attributes>>()
  readonly #stamps: Stamps

  constructor(stamps: Stamps) {
    this.#stamps = stamps
  }

  of(user: UserId, conversation: ConversationId): Attributes {
    return this.#byUser.get(user)?.get(conversation) ?? noAttributes
  }

  change(user: UserId, conversation: ConversationId, { name, value }: Attribute): Change {
    const before = this.of(user, conversation)
    return {
      record: { type: 'conversation-attribute', stamp: this.#stamps.next(), user, conversation, name, value },
      apply: () => this.#set(user, conversation, new Map([...before, [name, value]])),
      undo: () => this.#set(user, conversation, before),
    }
  }

  restore({ user, conversation, name, value }: ConversationAttributeRecord): void {
    this.#set(user, conversation, new Map([...this.of(user, conversation), [name, value]]))
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const [user, conversations] of this.#byUser) {
      for (const [conversation, attributes] of conversations) {
        for (const [name, value] of attributes) {
          yield { type: 'conversation-attribute', stamp: this.#stamps.next(), user, conversation, name, value }
        }
      }
    }
  }

  #set(user: UserId, conversation: ConversationId, attributes: Attributes): void {
    const own = this.#byUser.get(user) ?? new Map<ConversationId, Attributes>()
    this.#byUser.set(user, own)
    own.set(conversation, attributes)
  }
}

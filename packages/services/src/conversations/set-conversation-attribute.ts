import { type Attribute, type Attributes, type ConversationId, ImError, type Journal, type UserId } from '@magpie-im/model'
import { checkAttribute } from '../attribute-rules.ts'
import { commit } from '../commit.ts'
import type { ConversationAttributes } from './conversation-attributes.ts'

interface SetConversationAttributePorts {
  readonly journal: Journal
  readonly conversationAttributes: ConversationAttributes
}

interface Conversation {
  readonly id: ConversationId
  has(user: UserId): boolean
}

/** Names and values together: a hundred conversations, each with as much, still make a page of the list. */
const mostCharacters = 4096

/** Pin, mute, or whatever a user's client keeps about a conversation in his list. */
export class SetConversationAttribute {
  readonly #ports: SetConversationAttributePorts

  constructor(ports: SetConversationAttributePorts) {
    this.#ports = ports
  }

  /** Resolves when durable; his devices see it at their next sync. Members only (I8). */
  async set(user: UserId, conversation: Conversation, attribute: Attribute): Promise<void> {
    const { journal, conversationAttributes } = this.#ports
    if (!conversation.has(user)) throw new ImError('NotInConversation')
    const kept = conversationAttributes.of(user, conversation.id)
    checkAttribute(attribute, kept)
    checkRoom(attribute, kept)
    const changed = kept.get(attribute.name) !== attribute.value
    await commit(journal, changed ? [conversationAttributes.change(user, conversation.id, attribute)] : [])
  }
}

function checkRoom({ name, value }: Attribute, kept: Attributes): void {
  const then = new Map([...kept, [name, value]])
  const characters = [...then].reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  if (characters > mostCharacters) {
    throw new ImError('BadRequest', { detail: `the attributes of a conversation have at most ${mostCharacters} characters together` })
  }
}

import type { PresenceAudience, UserId } from '@magpie-im/model'
import type { Conversations } from '../conversations/conversations.ts'
import type { Blocks } from '../friends/blocks.ts'

interface PresenceRulesPorts {
  readonly conversations: Conversations
  readonly blocks: Blocks
  readonly visibleTo: PresenceAudience
}

/** Who may know whether somebody is here. */
export class PresenceRules {
  readonly #ports: PresenceRulesPorts

  constructor(ports: PresenceRulesPorts) {
    this.#ports = ports
  }

  /** Everybody may of himself; a block always wins. */
  mayKnow(asker: UserId, user: UserId): boolean {
    const { conversations, blocks, visibleTo } = this.#ports
    if (asker === user) return true
    if (visibleTo === 'nobody' || blocks.between(asker, user)) return false
    return visibleTo === 'everyone' || conversations.find(asker, user)?.friends === true
  }
}

import type { GivenReaction, PinnedMessage, ReactionCount } from '../annotation.ts'
import type { ConversationId, UserId } from '../ids.ts'

export interface ReactionCountsQuery {
  readonly conversation: ConversationId
  /** Whose reactions are `mine`. */
  readonly reader: UserId
  /** Seqs, both included. */
  readonly from: number
  readonly to: number
}

export interface ReactionsQuery {
  readonly conversation: ConversationId
  readonly seq: number
  /** Undefined: whatever they are. */
  readonly emoji: string | undefined
  /** The last one of the page before. */
  readonly after: Pick<GivenReaction, 'emoji' | 'user'> | undefined
  readonly limit: number
}

/**
 * What was put on messages. Reads see every durable record up to the moment of the call, and none that is not durable; what
 * lies on a message that is revoked, deleted for all or expired is gone. They throw `NotReady` while the read model is rebuilt.
 */
export interface Annotations {
  /** In the order of seqs, and of one message in the order in which they were first shown. */
  reactionCounts(query: ReactionCountsQuery): Promise<readonly ReactionCount[]>
  /** In the order of emoji and user, by their bytes. */
  reactions(query: ReactionsQuery): Promise<readonly GivenReaction[]>
  /** The last one first. */
  pins(query: { readonly conversation: ConversationId }): Promise<readonly PinnedMessage[]>
}

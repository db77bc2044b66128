import type { ConversationId, UserId } from '../ids.ts'
import type { Message } from '../message.ts'

/** Of a conversation what a user has not read, as his list shows it. */
export interface UnreadPart {
  readonly conversation: ConversationId
  /** Seq of his read mark, which in a group is never before his joining. */
  readonly above: number
  /** Seq of the newest message that he is shown. */
  readonly upTo: number
}

export interface UnreadMentionsQuery {
  readonly reader: UserId
  readonly parts: readonly UnreadPart[]
}

export type MentioningMessage = Pick<Message, 'seq' | 'seqId'>

export interface UnreadMentions {
  /**
   * The newest message of each part that counts as unread (I6) and mentions the reader, by name or with everybody; nothing
   * where there is none. What became of messages is as it is now. Throws `NotReady` while the read model is rebuilt.
   */
  newest(query: UnreadMentionsQuery): Promise<ReadonlyMap<ConversationId, MentioningMessage>>
}

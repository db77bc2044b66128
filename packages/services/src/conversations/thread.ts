import type { ConversationId, ReadMark, UserId } from '@magpie-im/model'
import type { Place } from './sequence.ts'

/** What reading and marking need of a conversation, of two or of a group. */
export interface Thread {
  readonly id: ConversationId
  /** Of the newest durable message. */
  readonly durable: Place
  has(user: UserId): boolean
  /** Of a member. */
  readMarkOf(user: UserId): ReadMark
  setReadMark(user: UserId, mark: ReadMark): void
  /** A member may read the messages whose seqId is greater. */
  readableAbove(user: UserId): number
}

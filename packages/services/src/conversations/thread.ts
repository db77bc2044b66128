import type { AppId, AudienceKind, ConversationId, GroupId, ReadMark, UserId } from '@magpie-im/model'
import type { Place } from './sequence.ts'

/** What everything but writing needs of a conversation, of whatever kind. */
export interface Thread {
  readonly id: ConversationId
  readonly kind: AudienceKind
  /** Both of a conversation of two, the user who is given notice; of a group nobody. */
  readonly parties: readonly UserId[]
  /** Of the newest message, durable or not yet. */
  readonly last: Place
  /** Of the newest durable message. */
  readonly durable: Place
  /** Messages up to it are gone for everyone. */
  expired: Place
  has(user: UserId): boolean
  /** Whom a member has it with: the other one of two, the group, or the application. */
  peerOf(user: UserId): UserId | GroupId | AppId
  /** Of a member. */
  readMarkOf(user: UserId): ReadMark
  setReadMark(user: UserId, mark: ReadMark): void
  /** Whether it is kept how far its members have received, and not only how far they have read. */
  readonly keepsDelivered: boolean
  /** Of a member, as his clients said; what he has read is delivered too, whatever this says. */
  deliveredMarkOf(user: UserId): ReadMark
  setDeliveredMark(user: UserId, mark: ReadMark): void
  /** A member may read the messages whose seqId is greater. */
  readableAbove(user: UserId): number
}

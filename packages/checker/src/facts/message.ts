import type { ConversationKey, MessageId, SessionId } from '../history.ts'
import type { Moment } from './high-water.ts'
import type { Request } from './request.ts'

/** What is known of a message that somebody sent. */
export interface Message {
  readonly id: MessageId
  readonly from: string
  /** Of the sender, that sent it first. */
  readonly device: string
  readonly conversation: ConversationKey
  /** Of its body. */
  readonly digest: number
  readonly firstSent: Moment
  /** As first acknowledged, shown or stored; 0: nobody was told. */
  seqId: number
  /** 0: no door told it. */
  seq: number
  acked: boolean
  /** The first session that was shown it, in any way. */
  shownTo: SessionId | undefined
  /** The newest message that is certainly before it. */
  after: Message | undefined
  /** Requests to revoke it; shared and empty while there are none. */
  revokes: readonly Request[]
  /** Since when somebody knows that it is revoked, who did not ask for it. */
  seenRevoked: Moment
}

export function newer(a: Message | undefined, b: Message | undefined): Message | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a.seqId < b.seqId ? b : a
}

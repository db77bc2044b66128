import type { ControlTarget } from './control.ts'
import type { ConversationId, UserId } from './ids.ts'
import type { Stamp } from './stamp.ts'

/** Of a message what those need who are told what was put on it. */
export type AnnotatedMessage = Pick<ControlTarget, 'seq' | 'seqId' | 'sender' | 'audience' | 'recipient' | 'app'>

/** What somebody shows he thinks of a message, or shows no longer. */
export interface Reaction {
  readonly conversation: ConversationId
  readonly by: UserId
  readonly emoji: string
  readonly on: boolean
  /** How many show the same on this message from now on. */
  readonly count: number
  readonly target: AnnotatedMessage
}

/** A message that is kept in view of everybody in its conversation, or no longer. */
export interface Pin {
  readonly conversation: ConversationId
  readonly by: UserId
  readonly on: boolean
  readonly target: AnnotatedMessage
}

/** How many show the same on one message. */
export interface ReactionCount {
  readonly seq: number
  readonly emoji: string
  readonly count: number
  /** Whether the one who asks is among them. */
  readonly mine: boolean
  /** When the first of them did. */
  readonly since: Stamp
}

export interface GivenReaction {
  readonly user: UserId
  readonly emoji: string
  readonly at: Stamp
}

export interface PinnedMessage {
  readonly seq: number
  readonly seqId: number
  readonly by: UserId
  readonly at: Stamp
}

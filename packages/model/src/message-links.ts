import type { UserId } from './ids.ts'

/** What a message says of other messages and of people, beside its body. It is content: it goes when that goes. */
export interface MessageLinks {
  /** The message of the same conversation that it answers. */
  readonly replyTo?: AnsweredMessage
  readonly mentions?: Mentions
  readonly forwarded?: Forwarded
}

/** Which message is answered, and whose it is; not what it says, so that it can still be taken back. */
export interface AnsweredMessage {
  readonly seq: number
  readonly seqId: number
  readonly sender: UserId
}

export interface Mentions {
  /** None of them twice. */
  readonly users: readonly UserId[]
  /** Everybody in the group. */
  readonly all?: true
}

/** Who wrote it first, and when; in whatever conversation. */
export interface Forwarded {
  readonly from: UserId
  readonly seqId: number
}

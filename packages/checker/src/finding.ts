import type { ConversationKey, MessageId } from './history.ts'

/** A promise that a history breaks. */
export interface Finding {
  readonly rule: RuleName
  readonly detail: string
  readonly conversation?: ConversationKey
  readonly id?: MessageId
}

export type RuleName =
  | 'lost'
  | 'doubled'
  | 'reordered'
  | 'invented'
  | 'ack-differs'
  | 'seq-gap'
  | 'missed'
  | 'wrong-unread'
  | 'read-mark-back'
  | 'seen-by-stranger'
  | 'revoked-is-back'

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

export interface Summary {
  readonly lost: number
  readonly doubled: number
  readonly reordered: number
  readonly wrongUnread: number
  readonly other: number
}

const group = {
  lost: 'lost',
  missed: 'lost',
  doubled: 'doubled',
  reordered: 'reordered',
  'seq-gap': 'reordered',
  'wrong-unread': 'wrongUnread',
  'read-mark-back': 'wrongUnread',
  invented: 'other',
  'ack-differs': 'other',
  'seen-by-stranger': 'other',
  'revoked-is-back': 'other',
} as const satisfies Record<RuleName, keyof Summary>

/** How many there are of what a user would notice. */
export function summarise(findings: readonly Finding[]): Summary {
  const summary: Record<keyof Summary, number> = { lost: 0, doubled: 0, reordered: 0, wrongUnread: 0, other: 0 }
  for (const { rule } of findings) summary[group[rule]]++
  return summary
}

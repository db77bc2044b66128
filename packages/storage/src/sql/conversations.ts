import type { UserId } from '@magpie-im/model'

export const conversationsSql = {
  put: 'REPLACE INTO conversations (id, first_member, second_member) VALUES (?, ?, ?)',
  get: 'SELECT first_member, second_member FROM conversations WHERE id = ?',
} as const

export interface MembersRow {
  readonly first_member: UserId
  /** Empty in the conversation of one who is given notice. */
  readonly second_member: UserId | ''
}

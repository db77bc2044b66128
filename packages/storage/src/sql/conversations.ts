import type { UserId } from '@magpie-im/model'

export const conversationsSql = {
  put: 'REPLACE INTO conversations (id, first_member, second_member) VALUES (?, ?, ?)',
  get: 'SELECT first_member, second_member FROM conversations WHERE id = ?',
} as const

export interface MembersRow {
  readonly first_member: UserId
  readonly second_member: UserId
}

import type { Friend, UserId } from '@magpie-im/model'
import type { SqlValue } from './value.ts'

const columns = 'user_id, friend, remark, since'

export const friendsSql = {
  put: `REPLACE INTO friends (${columns}) VALUES (?, ?, ?, ?)`,
  delete: 'DELETE FROM friends WHERE user_id = ? AND friend = ?',
  since: `SELECT ${columns} FROM friends WHERE user_id = ? AND since >= ? ORDER BY since`,
} as const

export interface FriendRow {
  readonly user_id: UserId
  readonly friend: UserId
  readonly remark: string
  readonly since: number
}

export function friendValues({ user, friend, remark, since }: Friend): SqlValue[] {
  return [user, friend, remark, since]
}

export function friendOf(row: FriendRow): Friend {
  return { user: row.user_id, friend: row.friend, remark: row.remark, since: row.since }
}

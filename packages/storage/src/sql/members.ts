import type { ConversationId, UserId } from '@magpie-im/model'

const columns = 'user_id, conversation, peer, stamp, read_seq, read_seq_id'

export const membersSql = {
  add: `INSERT INTO members (${columns}) VALUES (?, ?, ?, ?, 0, 0)`,
  /** A stamp only ever rises, so applying an older record again changes nothing. */
  touch: 'UPDATE members SET stamp = ? WHERE user_id = ? AND conversation = ? AND stamp < ?',
  markRead: `UPDATE members SET read_seq = ?, read_seq_id = ?, stamp = CASE WHEN stamp < ? THEN ? ELSE stamp END
    WHERE user_id = ? AND conversation = ? AND read_seq < ?`,
  get: `SELECT ${columns} FROM members WHERE user_id = ? AND conversation = ?`,
  page: `SELECT ${columns} FROM members WHERE user_id = ? AND stamp > ? ORDER BY stamp LIMIT ?`,
} as const

export interface MemberRow {
  readonly user_id: UserId
  readonly conversation: ConversationId
  readonly peer: UserId
  readonly stamp: number
  readonly read_seq: number
  readonly read_seq_id: number
}

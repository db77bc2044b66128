import type { AppId, AudienceKind, ConversationId, UserId } from '@magpie-im/model'

const columns = 'user_id, conversation, audience, peer, stamp, read_seq, read_seq_id, removed_seq'

export const membersSql = {
  add: `INSERT INTO members (${columns}) VALUES (?, ?, ?, ?, ?, 0, 0, 0)`,
  /** A stamp only ever rises, so applying an older record again changes nothing. */
  touch: 'UPDATE members SET stamp = ? WHERE user_id = ? AND conversation = ? AND stamp < ?',
  markRead: `UPDATE members SET read_seq = ?, read_seq_id = ?, stamp = CASE WHEN stamp < ? THEN ? ELSE stamp END
    WHERE user_id = ? AND conversation = ? AND read_seq < ?`,
  remove: `UPDATE members SET removed_seq = ?, stamp = CASE WHEN stamp < ? THEN ? ELSE stamp END
    WHERE user_id = ? AND conversation = ? AND removed_seq < ?`,
  get: `SELECT ${columns} FROM members WHERE user_id = ? AND conversation = ?`,
  page: `SELECT ${columns} FROM members WHERE user_id = ? AND stamp > ? ORDER BY stamp`,
} as const

export interface MemberRow {
  readonly user_id: UserId
  readonly conversation: ConversationId
  readonly audience: AudienceKind
  readonly peer: UserId | AppId
  readonly stamp: number
  readonly read_seq: number
  readonly read_seq_id: number
  readonly removed_seq: number
}

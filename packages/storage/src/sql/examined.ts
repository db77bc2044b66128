import type { ConversationId, UserId } from '@magpie-im/model'
import { controlColumns } from './message-controls.ts'

/** What only an examination of a stopped server's data asks: it reads whole tables. */
export const examinedSql = {
  /** Conversations of two, and what the first of each two keeps as a friend, and the second. */
  pairs: `SELECT c.id, c.first_member, c.second_member, f.remark AS first_remark, f.since AS since, g.remark AS second_remark
    FROM conversations c LEFT JOIN friends f ON f.user_id = c.first_member AND f.friend = c.second_member
    LEFT JOIN friends g ON g.user_id = c.second_member AND g.friend = c.first_member WHERE c.second_member <> '' ORDER BY c.id`,
  controlsBetween: `SELECT ${controlColumns} FROM message_controls WHERE stamp > ? AND stamp < ? ORDER BY stamp`,
} as const

export interface PairRow {
  readonly id: ConversationId
  readonly first_member: UserId
  readonly second_member: UserId
  readonly first_remark: string | null
  readonly second_remark: string | null
  readonly since: number | null
}

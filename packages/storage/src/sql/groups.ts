import type { ConversationId, GroupId, MembershipRecord, UserId } from '@magpie-im/model'
import type { SqlValue } from './value.ts'

const joined = 'joined_at, joined_seq, joined_ordinal, joined_sender_ordinal'
const memberColumns = `user_id, conversation, stamp, read_seq, read_seq_id, ${joined}, removed_seq`
const listColumns = `m.${memberColumns.replaceAll(', ', ', m.')}, g.group_id, g.stamp AS group_stamp`
const list = `SELECT ${listColumns} FROM group_members m JOIN group_conversations g ON g.id = m.conversation`

export const groupsSql = {
  add: 'INSERT INTO group_conversations (id, group_id, stamp) VALUES (?, ?, 0)',
  get: 'SELECT id FROM group_conversations WHERE id = ?',
  /** One row for all members: when a message came. */
  touch: 'UPDATE group_conversations SET stamp = ? WHERE id = ? AND stamp < ?',
  touchMember: 'UPDATE group_members SET stamp = ? WHERE user_id = ? AND conversation = ? AND stamp < ?',
  join: `INSERT INTO group_members (${memberColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
  leave: 'DELETE FROM group_members WHERE user_id = ? AND conversation = ?',
  dismiss: 'DELETE FROM group_members WHERE conversation = ?',
  markRead: `UPDATE group_members SET read_seq = ?, read_seq_id = ?, stamp = CASE WHEN stamp < ? THEN ? ELSE stamp END
    WHERE user_id = ? AND conversation = ? AND read_seq < ?`,
  remove: `UPDATE group_members SET removed_seq = ?, stamp = CASE WHEN stamp < ? THEN ? ELSE stamp END
    WHERE user_id = ? AND conversation = ? AND removed_seq < ?`,
  putSend: 'REPLACE INTO group_sends (conversation, sender, seq, sender_ordinal) VALUES (?, ?, ?, ?)',
  sentUpTo: 'SELECT sender_ordinal FROM group_sends WHERE conversation = ? AND sender = ? AND seq <= ? ORDER BY seq DESC LIMIT 1',
  /** All groups of a user: the newest message of a group decides its place, so no row of a member changes with it. */
  ofUser: `${list} WHERE m.user_id = ?`,
  member: `${list} WHERE m.user_id = ? AND m.conversation = ?`,
  ofGroup: `${list} WHERE m.conversation = ? ORDER BY m.user_id`,
} as const

export interface GroupMemberRow {
  readonly user_id: UserId
  readonly conversation: ConversationId
  readonly stamp: number
  readonly read_seq: number
  readonly read_seq_id: number
  readonly joined_at: number
  readonly joined_seq: number
  readonly joined_ordinal: number
  readonly joined_sender_ordinal: number
  readonly removed_seq: number
  readonly group_id: GroupId
  readonly group_stamp: number
}

/** A new member has read what was there before him. */
export function joinValues({ user, conversation, joined }: MembershipRecord): SqlValue[] {
  const { at, seq, seqId, ordinal, senderOrdinal } = joined
  return [user, conversation, at, seq, seqId, at, seq, ordinal, senderOrdinal]
}

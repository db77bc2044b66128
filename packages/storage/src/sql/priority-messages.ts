import type { ConversationId, UserId } from '@magpie-im/model'
import { isDeletedSql } from './message-controls.ts'

/** From a user's conversations to the entries of each, by key. Only places are sorted, not what the entries say. */
function placesSql(
  { table, reader, shown }: { readonly table: string; readonly reader: string; readonly shown: string },
  order: string,
): string {
  const from = (own: string, joined: string) => `SELECT m.conversation AS conversation, m.seq AS seq, m.stamp AS stamp, ${reader} AS reader
    FROM ${own} o CROSS JOIN ${table} m ON m.conversation = o.conversation
    WHERE o.user_id = ? AND m.stamp > ?${joined} AND ${shown}
    AND NOT EXISTS (SELECT 1 FROM floors f WHERE f.conversation = m.conversation AND f.seq >= m.seq)`
  return `${from('members', '')} UNION ALL ${from('group_members', ' AND m.stamp > o.joined_at AND m.seq > o.joined_seq')} ORDER BY stamp ${order} LIMIT ?`
}

const messages = { table: 'priority_messages', reader: 'NULL', shown: `NOT ${isDeletedSql}` }
const controls = { table: 'message_controls', reader: 'm.reader', shown: "m.reader IN ('', ?)" }

/** Messages with priority, each one row for all who are shown it; what was done to messages has rows of its own already. */
export const priorityMessagesSql = {
  put: 'REPLACE INTO priority_messages (conversation, stamp, seq) VALUES (?, ?, ?)',
  oldestMessages: placesSql(messages, 'ASC'),
  newestMessages: placesSql(messages, 'DESC'),
  oldestControls: placesSql(controls, 'ASC'),
  newestControls: placesSql(controls, 'DESC'),
} as const

export interface PlaceRow {
  readonly conversation: ConversationId
  readonly seq: number
  readonly stamp: number
  /** Null: the message itself. */
  readonly reader: UserId | '' | null
}

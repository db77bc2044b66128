import { isDeletedSql } from './message-controls.ts'

/** Whom messages mention that count; the reader is empty where everybody is. Most messages mention nobody. */
export const mentionsSql = {
  put: 'REPLACE INTO mentions (conversation, reader, seq, seq_id, sender) VALUES (?, ?, ?, ?, ?)',
  /** Newest first. */
  list: `SELECT seq, seq_id FROM mentions m WHERE conversation = ? AND reader = ? AND seq > ? AND seq <= ? AND sender <> ?
    AND NOT ${isDeletedSql} ORDER BY seq DESC`,
  /** Seqs: from the first, before the second. */
  drop: 'DELETE FROM mentions WHERE conversation = ? AND seq >= ? AND seq < ?',
} as const

import type { ControlAction, UserId } from '@magpie-im/model'

export const controlColumns = 'conversation, reader, seq, action, sender, counted, stamp, done_by, request_id'

/** The reader of a control that is for everybody; no user's id is empty. */
export const everybody = ''

/** True for a message `m` that one reader, or everybody, is not shown any more. */
export const isDeletedSql = `EXISTS (SELECT 1 FROM message_controls c
    WHERE c.conversation = m.conversation AND c.reader IN ('', ?) AND c.seq = m.seq AND c.action = 'delete')`

/** The last that was done to a message, for one reader or for everybody. What an override says is in the message. */
export const messageControlsSql = {
  put: `REPLACE INTO message_controls (${controlColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  get: `SELECT ${controlColumns} FROM message_controls WHERE conversation = ? AND reader = ? AND seq = ?`,
  action: 'SELECT action FROM message_controls WHERE conversation = ? AND reader = ? AND seq = ?',
  of: `SELECT seq, action FROM message_controls WHERE conversation = ? AND reader IN ('', ?) AND seq = ?`,
  /** Each message once, also one that was revoked for all and then deleted by the reader for himself. */
  exceptions: `SELECT COUNT(*) AS count FROM message_controls c WHERE conversation = ? AND reader IN ('', ?) AND seq > ? AND seq <= ?
    AND action <> 'override' AND counted = 1 AND sender <> ? AND (reader = '' OR NOT EXISTS (SELECT 1 FROM message_controls a
      WHERE a.conversation = c.conversation AND a.reader = '' AND a.seq = c.seq AND a.action <> 'override'))`,
  expire: 'DELETE FROM message_controls WHERE conversation = ? AND seq < ?',
} as const

export interface FateRow {
  readonly seq: number
  readonly action: ControlAction
}

export interface ControlRow extends FateRow {
  readonly reader: UserId | ''
  readonly stamp: number
  readonly done_by: UserId | null
  readonly request_id: string
}

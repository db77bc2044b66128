import type { ConversationId } from '@magpie-im/model'

/** Up to where messages of a conversation are gone, and the work of removing their rows, which is done bit by bit. */
export const floorsSql = {
  get: 'SELECT seq, seq_id FROM floors WHERE conversation = ?',
  put: 'REPLACE INTO floors (conversation, seq, seq_id) VALUES (?, ?, ?)',
  begin: 'INSERT INTO prunings (conversation, pruned_to, up_to) VALUES (?, ?, ?)',
  extend: 'UPDATE prunings SET up_to = ? WHERE conversation = ?',
  next: 'SELECT conversation, pruned_to, up_to FROM prunings WHERE conversation > 0 ORDER BY conversation LIMIT 1',
  went: 'UPDATE prunings SET pruned_to = ? WHERE conversation = ?',
  end: 'DELETE FROM prunings WHERE conversation = ?',
} as const

export interface FloorRow {
  readonly seq: number
  readonly seq_id: number
}

export interface PruningRow {
  readonly conversation: ConversationId
  readonly pruned_to: number
  readonly up_to: number
}

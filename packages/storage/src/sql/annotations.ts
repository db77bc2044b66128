import type { GivenReaction, PinnedMessage, ReactionCount, UserId } from '@magpie-im/model'

/** Who reacted to what, and how many: a message may have very many reactions, and a page shows their number. */
export const reactionsSql = {
  get: 'SELECT stamp FROM reactions WHERE conversation = ? AND seq = ? AND emoji = ? AND user_id = ?',
  put: 'INSERT INTO reactions (conversation, seq, emoji, user_id, stamp) VALUES (?, ?, ?, ?, ?)',
  remove: 'DELETE FROM reactions WHERE conversation = ? AND seq = ? AND emoji = ? AND user_id = ?',
  count: 'UPDATE reaction_counts SET count = count + ? WHERE conversation = ? AND seq = ? AND emoji = ?',
  beginCount: 'INSERT INTO reaction_counts (conversation, seq, emoji, count, since) VALUES (?, ?, ?, 1, ?)',
  endCount: 'DELETE FROM reaction_counts WHERE conversation = ? AND seq = ? AND emoji = ? AND count <= 0',
  counts: `SELECT seq, emoji, count, since, EXISTS (SELECT 1 FROM reactions r
    WHERE r.conversation = c.conversation AND r.seq = c.seq AND r.emoji = c.emoji AND r.user_id = ?) AS mine
    FROM reaction_counts c WHERE conversation = ? AND seq >= ? AND seq <= ? ORDER BY seq, since`,
  list: `SELECT emoji, user_id, stamp FROM reactions WHERE conversation = ? AND seq = ? AND (emoji, user_id) > (?, ?)
    ORDER BY emoji, user_id LIMIT ?`,
  listOfEmoji: `SELECT emoji, user_id, stamp FROM reactions WHERE conversation = ? AND seq = ? AND emoji = ? AND user_id > ?
    ORDER BY user_id LIMIT ?`,
  /** Seqs: from the first, before the second. */
  drop: 'DELETE FROM reactions WHERE conversation = ? AND seq >= ? AND seq < ?',
  dropCounts: 'DELETE FROM reaction_counts WHERE conversation = ? AND seq >= ? AND seq < ?',
} as const

export const pinsSql = {
  put: 'REPLACE INTO pins (conversation, seq, seq_id, pinned_by, stamp) VALUES (?, ?, ?, ?, ?)',
  list: 'SELECT seq, seq_id, pinned_by, stamp FROM pins WHERE conversation = ? ORDER BY stamp DESC',
  drop: 'DELETE FROM pins WHERE conversation = ? AND seq >= ? AND seq < ?',
} as const

export interface ReactionCountRow {
  readonly seq: number
  readonly emoji: string
  readonly count: number
  readonly since: number
  readonly mine: number
}

export interface ReactionRow {
  readonly emoji: string
  readonly user_id: UserId
  readonly stamp: number
}

export interface PinRow {
  readonly seq: number
  readonly seq_id: number
  readonly pinned_by: UserId
  readonly stamp: number
}

export function countOfRow({ mine, ...count }: ReactionCountRow): ReactionCount {
  return { ...count, mine: mine === 1 }
}

export function reactionOfRow({ emoji, user_id: user, stamp: at }: ReactionRow): GivenReaction {
  return { user, emoji, at }
}

export function pinOfRow({ seq, seq_id: seqId, pinned_by: by, stamp: at }: PinRow): PinnedMessage {
  return { seq, seqId, by, at }
}

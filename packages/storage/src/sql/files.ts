import type { ConversationId, FileId, FileUse, StoredFile, UserId } from '@magpie-im/model'
import type { SqlValue } from './value.ts'

const columns = 'id, owner, name, size, sha256, media_type, width, height, thumbnail, created_at, unused_since'

export const filesSql = {
  put: `REPLACE INTO files (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  remove: 'DELETE FROM files WHERE id = ?',
  get: `SELECT ${columns} FROM files WHERE id = ?`,
  list: `SELECT ${columns} FROM files WHERE id > ? ORDER BY id LIMIT ?`,
  uploaded: 'SELECT COALESCE(SUM(size), 0) AS bytes FROM files WHERE owner = ? AND created_at > ?',
  putUse: 'REPLACE INTO file_uses (file, stamp, conversation, seq_id, sender) VALUES (?, ?, ?, ?, ?)',
  removeUses: 'DELETE FROM file_uses WHERE file = ?',
  uses: 'SELECT stamp, conversation, seq_id, sender FROM file_uses WHERE file = ? AND stamp < ? ORDER BY stamp DESC LIMIT ?',
} as const

export interface FileRow {
  readonly id: FileId
  readonly owner: UserId
  readonly name: string
  readonly size: number
  readonly sha256: string
  readonly media_type: string
  /** 0: no picture. */
  readonly width: number
  readonly height: number
  readonly thumbnail: number
  readonly created_at: number
  readonly unused_since: number
}

export interface FileUseRow {
  readonly stamp: number
  readonly conversation: ConversationId
  readonly seq_id: number
  readonly sender: UserId
}

export function fileValues({ id, owner, name, size, sha256, mediaType, picture, createdAt, unusedSince }: StoredFile): SqlValue[] {
  const { width = 0, height = 0, thumbnail = false } = picture ?? {}
  return [id, owner, name, size, sha256, mediaType, width, height, thumbnail ? 1 : 0, createdAt, unusedSince]
}

export function fileOfRow(row: FileRow): StoredFile {
  const { id, owner, name, size, sha256, media_type: mediaType, width, height, thumbnail } = row
  const picture = width === 0 ? undefined : { width, height, thumbnail: thumbnail === 1 }
  return { id, owner, name, size, sha256, mediaType, picture, createdAt: row.created_at, unusedSince: row.unused_since }
}

export function fileUseOf({ stamp, conversation, seq_id: seqId, sender }: FileUseRow): FileUse {
  return { stamp, conversation, seqId, sender }
}

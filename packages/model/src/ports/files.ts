import type { FileUse, StoredFile } from '../file.ts'
import type { FileId, UserId } from '../ids.ts'
import type { Stamp } from '../stamp.ts'

/** What the journal says of files. */
export interface Files {
  /** Undefined: there is none, or it was removed. */
  find(id: FileId): Promise<StoredFile | undefined>
  /** Messages it was sent with, the last one first, from those before `before` on. */
  uses(query: FileUsesQuery): Promise<readonly FileUse[]>
  /** Bytes of the files that `owner` uploaded after `since` and that are still there. */
  uploaded(query: UploadedQuery): Promise<number>
  /** In the order of their ids, behind `after`. What changed in the last moment may be shown as it was, or be left out. */
  list(query: FilesQuery): Promise<readonly StoredFile[]>
}

export interface FileUsesQuery {
  readonly file: FileId
  readonly before: Stamp
  readonly limit: number
}

export interface UploadedQuery {
  readonly owner: UserId
  readonly since: Stamp
}

export interface FilesQuery {
  readonly after: string
  readonly limit: number
}

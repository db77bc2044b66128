import type { DatabaseSync } from 'node:sqlite'
import type { FileId, FilesQuery, FileUse, FileUsesQuery, StoredFile, UploadedQuery } from '@magpie-im/model'
import { type FileRow, type FileUseRow, fileOfRow, filesSql, fileUseOf } from '../files.ts'
import { query } from './statement.ts'

/** Files, and with which messages they were sent. */
export class SqliteFileReads {
  readonly #get
  readonly #list
  readonly #uses
  readonly #uploaded

  constructor(database: DatabaseSync) {
    this.#get = query<FileRow>(database, filesSql.get)
    this.#list = query<FileRow>(database, filesSql.list)
    this.#uses = query<FileUseRow>(database, filesSql.uses)
    this.#uploaded = query<{ readonly bytes: number }>(database, filesSql.uploaded)
  }

  file({ id }: { readonly id: FileId }): StoredFile | undefined {
    const row = this.#get.get(id)
    return row && fileOfRow(row)
  }

  files({ after, limit }: FilesQuery): StoredFile[] {
    return this.#list.all(after, limit).map(fileOfRow)
  }

  fileUses({ file, before, limit }: FileUsesQuery): FileUse[] {
    return this.#uses.all(file, before, limit).map(fileUseOf)
  }

  uploaded({ owner, since }: UploadedQuery): number {
    return this.#uploaded.get(owner, since)?.bytes ?? 0
  }
}

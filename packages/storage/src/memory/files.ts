import type {
  FileId,
  FileRecord,
  FilesQuery,
  FilesSentRecord,
  FileUse,
  FileUsesQuery,
  JournalRecord,
  StoredFile,
  UploadedQuery,
} from '@magpie-im/model'
import { fileOf, useOf } from '../record-facts.ts'

/** Files, and with which messages they were sent. */
export class MemoryFiles {
  readonly #files = new Map<FileId, FileRecord>()
  readonly #sent = new Map<number, FilesSentRecord>()

  apply(record: JournalRecord): void {
    if (record.type === 'file' && record.removed) this.#files.delete(record.id)
    else if (record.type === 'file') this.#files.set(record.id, record)
    if (record.type === 'files-sent') this.#sent.set(record.stamp, record)
  }

  file({ id }: { readonly id: FileId }): StoredFile | undefined {
    const found = this.#files.get(id)
    return found && fileOf(found)
  }

  files({ after, limit }: FilesQuery): StoredFile[] {
    const behind = [...this.#files.values()].filter(({ id }) => id > after)
    return behind
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .map(fileOf)
  }

  fileUses({ file, before, limit }: FileUsesQuery): FileUse[] {
    if (!this.#files.has(file)) return []
    const found = [...this.#sent.values()].filter(({ files, stamp }) => files.includes(file) && stamp < before)
    return found
      .sort((a, b) => b.stamp - a.stamp)
      .slice(0, limit)
      .map(useOf)
  }

  uploaded({ owner, since }: UploadedQuery): number {
    const own = [...this.#files.values()].filter((file) => file.owner === owner && file.createdAt > since)
    return own.reduce((sum, { size }) => sum + size, 0)
  }
}

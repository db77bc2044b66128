import type { Entry, FileId, FileRecord, Files, FilesQuery, FileUse, FileUsesQuery, StoredFile, UploadedQuery } from '@magpie-im/model'
import { fileOf, useOf } from './record-facts.ts'
import type { TailedReads } from './tailed-reads.ts'

/** What the journal says of files: a snapshot of the engine and the durable tail above it. */
export class FileReads implements Files {
  readonly #options: TailedReads

  constructor(options: TailedReads) {
    this.#options = options
  }

  find(id: FileId): Promise<StoredFile | undefined> {
    const { engine, read, checked } = this.#options
    return read(async (tail) => {
      const { watermark, found } = checked(await engine.file({ id }))
      const last = filesIn(await tail.entriesOf(id, watermark)).at(-1)
      if (last === undefined) return found
      return last.removed ? undefined : fileOf(last)
    })
  }

  uses(query: FileUsesQuery): Promise<readonly FileUse[]> {
    const { engine, read, checked } = this.#options
    return read(async (tail) => {
      const { watermark, found } = checked(await engine.fileUses(query))
      const entries = await tail.entriesOf(query.file, watermark)
      if (filesIn(entries).at(-1)?.removed) return []
      const newer = entries.flatMap(({ record }) => (record.type === 'files-sent' && record.stamp < query.before ? [useOf(record)] : []))
      return [...newer.reverse(), ...found].slice(0, query.limit)
    })
  }

  uploaded(query: UploadedQuery): Promise<number> {
    const { engine, read, checked } = this.#options
    return read(async (tail) => {
      const { watermark, found } = checked(await engine.uploaded(query))
      const files = filesIn(await tail.entriesOf(query.owner, watermark)).filter(({ createdAt }) => createdAt > query.since)
      const added = files.filter(({ stamp, createdAt }) => stamp === createdAt)
      const removed = files.filter((file) => file.removed)
      return found + bytesOf(added) - bytesOf(removed)
    })
  }

  async list(query: FilesQuery): Promise<readonly StoredFile[]> {
    const { engine, read, checked } = this.#options
    return read(async () => checked(await engine.files(query)).found)
  }
}

function filesIn(entries: readonly Entry[]): FileRecord[] {
  return entries.flatMap(({ record }) => (record.type === 'file' ? [record] : []))
}

function bytesOf(files: readonly FileRecord[]): number {
  return files.reduce((sum, { size }) => sum + size, 0)
}

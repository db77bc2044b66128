import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FileRecord, JournalRecord } from '@magpie-im/model'
import { bucketOf, filesOnDisk, sha256OfFile } from '@magpie-im/server'

/** Uploaded files as the journal names them, and what is there of them. */
export class UploadedFiles {
  readonly #files = new Map<string, FileRecord>()

  add(record: JournalRecord): void {
    if (record.type !== 'file') return
    if (record.removed) this.#files.delete(record.id)
    else this.#files.set(record.id, record)
  }

  /** How many are elsewhere, if any. */
  *inBucket(folder: string): Iterable<string> {
    const bucket = bucketOf(folder)
    if (bucket === undefined) return
    const away = [...this.#files.values()].filter(({ id }) => !existsSync(join(folder, id.slice(0, 2), id))).length
    if (away > 0) yield `${away} uploaded files are in the bucket ${bucket} or nowhere: doctor does not look there`
  }

  /** Reads all of them. */
  *missingOrAltered(folder: string): Iterable<string> {
    const bucket = bucketOf(folder)
    for (const { id, size, sha256, picture } of this.#files.values()) {
      const path = join(folder, id.slice(0, 2), id)
      const found = statSync(path, { throwIfNoEntry: false })
      if (found === undefined && bucket !== undefined) continue
      if (found === undefined) yield `an uploaded file is missing: ${path}`
      else if (found.size !== size || sha256OfFile(path) !== sha256) yield `an uploaded file is not what it was: ${path}`
      if (picture?.thumbnail && !existsSync(`${path}.thumbnail`))
        yield `the small version of an uploaded picture is missing: ${path}.thumbnail`
    }
  }

  /** What no record names, such as after a restore to an earlier point. Nobody is given it. */
  *unknown(folder: string): Iterable<string> {
    for (const { id, name } of filesOnDisk(folder))
      if (!this.#files.has(id)) yield `the journal knows nothing of ${join(folder, name)}; it can be deleted`
  }
}

import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FileRecord } from '@magpie-im/model'
import { filesOnDisk } from '../files/files-on-disk.ts'
import { syncFolder } from './files.ts'
import { type OnBytes, pace } from './pace.ts'

interface CopyingFiles {
  /** Folders of files. */
  readonly from: string
  readonly to: string
  readonly gently: boolean
  readonly onBytes: OnBytes
}

const partBytes = 1024 * 1024

/** Copies files that are not there yet; one of the same name and size is. Resolves with the bytes of all, and of those that were copied. */
export async function copyFiles({ from, to, ...how }: CopyingFiles): Promise<{ readonly bytes: number; readonly copied: number }> {
  let [bytes, copied] = [0, 0]
  for (const { name } of filesOnDisk(from)) {
    const size = sizeOf(join(from, name))
    // Removed meanwhile: nobody was shown it any more.
    if (size === undefined) continue
    bytes += size
    if (sizeOf(join(to, name)) === size) continue
    await pace(copyFile(join(from, name), join(to, name)), how)
    copied += size
  }
  return { bytes, copied }
}

/** Those of a backup that the data folder has not any more. */
export function removeOtherFiles(from: string, backup: string): void {
  for (const { name } of filesOnDisk(backup)) if (!existsSync(join(from, name))) rmSync(join(backup, name), { force: true })
}

export interface RestoredFiles {
  /** Missing, or something else. */
  readonly lostFiles: number
  /** Missing, where there was a bucket that may have them. */
  readonly filesInBucket: number
}

/** Copies what the journal names and looks whether it is that. */
export async function restoreFiles(
  { from, to, ...how }: CopyingFiles,
  { files, bucket }: { readonly files: Iterable<FileRecord>; readonly bucket: string | undefined },
): Promise<RestoredFiles> {
  let [lostFiles, filesInBucket] = [0, 0]
  for (const { id, size, sha256 } of files) {
    const name = join(id.slice(0, 2), id)
    const found = sizeOf(join(from, name))
    if (found === undefined && bucket !== undefined) {
      filesInBucket++
      continue
    }
    const isThere = found === size
    const copy = isThere ? await pace(copyFile(join(from, name), join(to, name)), how) : ''
    if (copy !== sha256) lostFiles++
    const thumbnail = `${name}.thumbnail`
    if (existsSync(join(from, thumbnail))) await pace(copyFile(join(from, thumbnail), join(to, thumbnail)), how)
  }
  return { lostFiles, filesInBucket }
}

/** Whole or not at all, for the owner only; ends with the SHA-256. */
function* copyFile(from: string, to: string): Generator<number, string> {
  if (!existsSync(dirname(to))) {
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 })
    syncFolder(dirname(dirname(to)))
  }
  const [source, target] = [openSync(from, 'r'), openSync(`${to}.partial`, 'w', 0o600)]
  try {
    const hash = createHash('sha256')
    const part = Buffer.alloc(partBytes)
    for (let read = readSync(source, part); read > 0; read = readSync(source, part)) {
      hash.update(part.subarray(0, read))
      writeSync(target, part, 0, read)
      yield read
    }
    fsyncSync(target)
    renameSync(`${to}.partial`, to)
    syncFolder(dirname(to))
    return hash.digest('hex')
  } finally {
    closeSync(source)
    closeSync(target)
  }
}

/** Undefined: there is none. */
function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size
}

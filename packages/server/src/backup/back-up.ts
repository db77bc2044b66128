import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { checkFollows, copySegment, type FoundSegment, findSegments, JournalDamaged, NodeDisk, summarise } from '@magpie-im/journal'
import { FolderLock } from '../data/lock.ts'
import { bucketOf } from '../files/bucket-note.ts'
import { StartError } from '../start-error.ts'
import { copyFiles, removeOtherFiles } from './copy-files.ts'
import { backupErrorFrom } from './failure.ts'
import { checksumOf, syncFolder, writeDurably } from './files.ts'
import { type BackupFile, type BackupPoint, type BackupSegment, type Manifest, readManifest, sha256Of, writeManifest } from './manifest.ts'
import { type OnBytes, pace } from './pace.ts'

export interface BackUpTask {
  /** The data folder; its journal may be written to and compacted meanwhile. */
  readonly data: string
  /** Made when missing. */
  readonly target: string
  readonly point: BackupPoint
  readonly withSecrets: boolean
  /** A server works beside it. */
  readonly gently: boolean
  readonly onBytes: OnBytes
}

export interface BackedUp {
  readonly manifest: Manifest
  /** What had to be written; the rest was there from an earlier backup. */
  readonly copied: number
}

/** Copies everything before a position. At every moment `target` holds the backup it held before, or the new one, whole. */
export async function backUp(task: BackUpTask): Promise<BackedUp> {
  const { target, point } = task
  mkdirSync(target, { recursive: true, mode: 0o700 })
  const before = checkTarget(target, point)
  const lock = FolderLock.tryTake(target)
  if (lock === undefined) throw new StartError(`another backup to ${target} is being made`)
  try {
    const backup = new Backup(task, before)
    const manifest = await backup.run().catch((error: unknown) => backupErrorFrom(error, `cannot back up to ${target}`))
    removeOthers(target, manifest)
    removeOtherFiles(join(task.data, 'files'), join(target, 'files'))
    return { manifest, copied: backup.copied }
  } finally {
    rmSync(join(target, copying), { recursive: true, force: true })
    lock.release()
  }
}

/** Where files lie until they are whole. */
const copying = 'copying'
const own = /^(manifest\.json|files|lock|lock-journal|copying|.*\.partial|\d{16}\.log\.[0-9a-f]{16}|secrets\.json\.[0-9a-f]{16})$/

/** What is there already. Throws `StartError` when it is something else than an earlier backup of this journal. */
function checkTarget(target: string, point: BackupPoint): Manifest | undefined {
  const stranger = readdirSync(target).find((name) => !own.test(name))
  if (stranger !== undefined) throw new StartError(`${target} holds something that is no backup (${stranger}); choose an empty folder`)
  const before = readManifest(target)
  if (before === undefined) return undefined
  if (before.identity !== point.identity) throw new StartError(`${target} holds a backup of another server; choose another folder`)
  const gone = before.epoch !== point.epoch || before.position > point.position
  if (gone) throw new StartError(`${target} holds what this server has not: it was restored or repaired since; choose another folder`)
  return before
}

class Backup {
  readonly #task: BackUpTask
  readonly #before: Manifest | undefined
  readonly #disk = new NodeDisk()
  readonly #copying: string
  copied = 0

  constructor(task: BackUpTask, before: Manifest | undefined) {
    this.#task = task
    this.#before = before
    this.#copying = join(task.target, copying)
  }

  async run(): Promise<Manifest> {
    const { data, target, point, withSecrets } = this.#task
    rmSync(this.#copying, { recursive: true, force: true })
    mkdirSync(this.#copying, { mode: 0o700 })
    const segments: BackupSegment[] = []
    for (const found of findSegments(this.#disk, join(data, 'journal'), point.position)) {
      const there = await this.#kept(found)
      for (const segment of there ? [there] : await this.#copy(found)) {
        checkFollows(segments.at(-1), segment)
        segments.push(segment)
      }
    }
    const last = segments.at(-1)
    if (last === undefined || last.identity !== point.identity) throw new StartError(`the journal of ${data} is not there any more`)
    if (point.position > last.end) throw new JournalDamaged(last.file, last.bytes, 'it ends before what was acknowledged')
    const secrets = withSecrets ? this.#keepSecrets() : undefined
    const files = await this.#copyFiles()
    syncFolder(target)
    const manifest = { ...point, segments, secrets, files, bucket: bucketOf(join(data, 'files')) }
    writeManifest(target, manifest)
    return manifest
  }

  /** The same segment in the earlier backup, if it is there and whole. */
  async #kept({ base, sealed }: FoundSegment): Promise<BackupSegment | undefined> {
    const known = this.#before?.segments.find((segment) => segment.base === base)
    if (known === undefined || sealed === undefined) return undefined
    if (known.bytes !== sealed.bytes || known.lastChain !== sealed.lastChain) return undefined
    const path = join(this.#task.target, known.file)
    const read = existsSync(path) ? await pace(checksumOf(path), this.#task) : undefined
    return read?.sha256 === known.sha256 ? known : undefined
  }

  async #copy(found: FoundSegment): Promise<BackupSegment[]> {
    const { target, point } = this.#task
    const upTo = found.sealed === undefined ? point.position : undefined
    const made = await pace(copySegment(this.#disk, { source: found, folder: this.#copying, upTo }), this.#task)
    const segments: BackupSegment[] = []
    for (const copy of made) {
      // Read back, and every batch is verified: what was damaged at its source is not called a backup.
      const summary = await pace(summarise(this.#disk, copy), this.#task)
      const { sha256, bytes } = await pace(checksumOf(copy.path), this.#task)
      const file = `${String(summary.base).padStart(16, '0')}.log.${sha256.slice(0, 16)}`
      renameSync(copy.path, join(target, file))
      this.copied += bytes
      segments.push({ ...summary, file, bytes, sha256 })
    }
    return segments
  }

  /** Those the journal names up to the position are there: their bytes came before their records. */
  async #copyFiles(): Promise<number> {
    const { data, target, gently, onBytes } = this.#task
    const done = await copyFiles({ from: join(data, 'files'), to: join(target, 'files'), gently, onBytes })
    this.copied += done.copied
    return done.bytes
  }

  #keepSecrets(): BackupFile {
    const content = readFileSync(join(this.#task.data, 'secrets.json'))
    const sha256 = sha256Of(content)
    const file = `secrets.json.${sha256.slice(0, 16)}`
    writeDurably(join(this.#task.target, file), content)
    return { file, bytes: content.length, sha256 }
  }
}

/** What no backup needs any more. */
function removeOthers(target: string, { segments, secrets }: Manifest): void {
  const needed = new Set([...segments, ...(secrets ? [secrets] : [])].map(({ file }) => file))
  for (const name of readdirSync(target)) {
    if (needed.has(name) || name === 'manifest.json' || name === 'files' || name.startsWith('lock')) continue
    rmSync(join(target, name), { recursive: true, force: true })
  }
}

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { copySegment, entriesOf, NodeDisk, type SegmentFile, scanSealed } from '@magpie-im/journal'
import type { EpochRecord, FileRecord, Journal, JournalRecord, Log } from '@magpie-im/model'
import { beginEpoch, WritersState } from '@magpie-im/services'
import { interruptedRestore } from '../data/data-folder.ts'
import { FolderLock } from '../data/lock.ts'
import { noteBucket } from '../files/bucket-note.ts'
import { openJournal } from '../open-journal.ts'
import { StartError } from '../start-error.ts'
import { systemClock as clock } from '../system-clock.ts'
import { type RestoredFiles, restoreFiles } from './copy-files.ts'
import { backupErrorFrom } from './failure.ts'
import { checksumOf, syncFolder, writeDurably } from './files.ts'
import { type BackupFile, bytesIn, type Manifest, readManifest } from './manifest.ts'
import { type OnBytes, pace } from './pace.ts'
import { positionOf, type RestorePoint } from './restore-point.ts'

export interface RestoreTask {
  /** The folder of a backup. */
  readonly from: string
  /** Missing, empty, or what an interrupted restore left. */
  readonly data: string
  readonly to: RestorePoint
  readonly log: Log
  readonly onBytes: OnBytes
}

export interface Restored extends RestoredFiles {
  readonly manifest: Manifest
  /** Where the restored part ends. */
  readonly position: number
  readonly epoch: EpochRecord
  readonly users: number
  readonly messages: number
}

/**
 * Makes a data folder of a backup. It is made under another name beside `data`, and is not served before it is whole; an
 * interrupted restore is begun anew by the next.
 */
export async function restore(task: RestoreTask): Promise<Restored> {
  const { from, data, log } = task
  const manifest = readManifest(from)
  if (manifest === undefined) throw new StartError(`there is no finished backup in ${from}`)
  checkData(data)
  try {
    await verify(from, manifest, task.onBytes)
    const position = positionOf(from, manifest, task.to)
    const folder = `${data}.restoring`
    return await inFolder(folder, log, async () => {
      await copyJournal({ from, folder: join(folder, 'journal'), position, onBytes: task.onBytes }, manifest)
      restoreSecrets(from, folder, manifest.secrets)
      const { files, ...begun } = await begin(join(folder, 'journal'), { from, manifest, position, log })
      const copying = { from: join(from, 'files'), to: join(folder, 'files'), gently: false, onBytes: task.onBytes }
      const restored = await restoreFiles(copying, { files: files.values(), bucket: manifest.bucket })
      if (manifest.bucket !== undefined) noteBucket(copying.to, manifest.bucket)
      publish(folder, data)
      return { manifest, position, ...begun, ...restored }
    })
  } catch (error) {
    return backupErrorFrom(error, `cannot restore to ${data}`)
  }
}

/** How many bytes `onBytes` is told of. */
export function bytesToRestore(manifest: Manifest): number {
  // Uploaded files are read once.
  return 2 * bytesIn(manifest) - (manifest.files ?? 0)
}

function checkData(data: string): void {
  if (!existsSync(data) || existsSync(join(data, interruptedRestore))) return
  if (readdirSync(data).length > 0) throw new StartError(`${data} is not empty; a backup is restored to a folder that is new or empty`)
}

/** Before anything is made of it: every file must be what was written. */
async function verify(from: string, { segments, secrets }: Manifest, onBytes: OnBytes): Promise<void> {
  for (const { file, sha256 } of [...segments, ...(secrets ? [secrets] : [])]) {
    const path = join(from, file)
    if (!existsSync(path)) throw new StartError(`the backup is damaged: ${path} is missing`)
    const found = await pace(checksumOf(path), { gently: false, onBytes })
    if (found.sha256 !== sha256) throw new StartError(`the backup is damaged: ${path} is not what was written`)
  }
}

async function inFolder<T>(folder: string, log: Log, work: () => Promise<T>): Promise<T> {
  if (existsSync(folder) && !isLeftover(folder)) throw new StartError(`${folder} is in the way; it was not left by a restore`)
  if (existsSync(folder)) log.warn('an earlier restore was interrupted; this one begins anew', { folder })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lock = FolderLock.tryTake(folder)
  if (lock === undefined) throw new StartError(`another restore to ${folder} is under way`)
  try {
    writeDurably(join(folder, interruptedRestore), 'A restore was interrupted here. Run it again.\n')
    clear(folder)
    return await work()
  } finally {
    lock.release()
  }
}

/** One that was killed at its very beginning has a lock at most. */
function isLeftover(folder: string): boolean {
  const names = readdirSync(folder)
  return names.includes(interruptedRestore) || names.every((name) => locks.has(name))
}

const locks: ReadonlySet<string> = new Set(['lock', 'lock-journal'])

/** Takes away what an interrupted restore left, but for what says that it did. */
function clear(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== interruptedRestore && !locks.has(name)) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

interface Copying {
  readonly from: string
  readonly folder: string
  readonly position: number
  readonly onBytes: OnBytes
}

async function copyJournal({ from, folder, position, onBytes }: Copying, { segments }: Manifest): Promise<void> {
  mkdirSync(folder, { mode: 0o700 })
  for (const { file, base, end } of segments) {
    if (base > position) continue
    const source: SegmentFile = { path: join(from, file), base }
    const upTo = end > position ? position : undefined
    await pace(copySegment(new NodeDisk(), { source, folder, upTo }), { gently: false, onBytes })
  }
  syncFolder(folder)
}

function restoreSecrets(from: string, folder: string, secrets: BackupFile | undefined): void {
  if (secrets !== undefined) writeDurably(join(folder, 'secrets.json'), readFileSync(join(from, secrets.file)))
}

interface Beginning {
  readonly from: string
  readonly manifest: Manifest
  readonly position: number
  readonly log: Log
}

/** Replays all of it, so that what cannot be served is not called restored, and begins its next epoch. */
async function begin(folder: string, { from, manifest, position, log }: Beginning) {
  // Key indexes are made anew, which is no news here.
  const journal = await openJournal({ folder, log: { ...log, warn: () => undefined } })
  try {
    if (journal.durable !== position) throw new StartError(`the backup is damaged: it ends at ${journal.durable}, not at ${position}`)
    const state = new WritersState(clock)
    await state.recover(journal)
    const { messages, files } = await readAll(journal)
    const known = position < manifest.position ? await stateAtEnd(from, manifest) : state
    const epoch = await beginEpoch({ journal, state, clock }, { at: manifest.at, position: manifest.position }, known)
    await journal.checkpoint(state.snapshot())
    return { epoch, users: state.accounts.size, messages, files }
  } finally {
    await journal.close()
  }
}

/** What the backup knows of what was given behind the point that is restored. */
async function stateAtEnd(from: string, manifest: Manifest): Promise<WritersState> {
  const state = new WritersState(clock)
  await state.recover({ recover: () => recordsOf(from, manifest) })
  return state
}

async function* recordsOf(from: string, { segments }: Manifest): AsyncGenerator<readonly JournalRecord[]> {
  for (const { file, base } of segments) {
    for (const batch of scanSealed(new NodeDisk(), { path: join(from, file), base }, undefined)) {
      yield entriesOf(batch).map(({ record }) => record)
    }
  }
}

/** Counts messages, and finds the files that are there. */
async function readAll(journal: Journal) {
  let messages = 0
  const files = new Map<string, FileRecord>()
  for await (const { entries } of journal.read(0, journal.durable)) {
    for (const { record } of entries) {
      if (record.type === 'message') messages++
      if (record.type !== 'file') continue
      if (record.removed) files.delete(record.id)
      else files.set(record.id, record)
    }
  }
  return { messages, files }
}

/** Until the last step the folder says of itself that it is not to be served. */
function publish(folder: string, data: string): void {
  if (existsSync(join(data, interruptedRestore))) {
    // Its mark last: killed on the way, it must not look like a data folder.
    clear(data)
    rmSync(data, { recursive: true, force: true })
  }
  syncFolder(folder)
  renameSync(folder, data)
  syncFolder(dirname(data))
  rmSync(join(data, interruptedRestore))
  syncFolder(data)
}

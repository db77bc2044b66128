import path from 'node:path'
import type { Position } from '@magpie-im/model'
import type { Disk } from '../disk/disk.ts'
import { JournalDamaged } from '../errors.ts'
import { type Checkpoint, validCheckpoints } from './checkpoint.ts'
import { fileHeaderBytes, fileName, positionsOf, spareName, writeFileHeader } from './format.ts'
import type { Cut } from './options.ts'
import { endOf, findBatch, type RawBatch, type ScanEnd, scan, usedEnd } from './scan.ts'
import { batchesOf, openSegments, type Segment, scanSealed } from './segment.ts'

/** The segment that is written to, and where in it. */
export interface Tail {
  readonly segment: Segment
  readonly at: number
  readonly chain: number
}

export interface Recovered {
  readonly identity: Buffer
  /** The last of them is the tail's. */
  readonly segments: readonly Segment[]
  readonly tail: Tail
  readonly durable: Position
  readonly cut: Cut | undefined
  readonly checkpoint: Checkpoint | undefined
}

export interface RecoveryOptions {
  readonly disk: Disk
  readonly folder: string
  /** For a journal that does not exist yet. */
  identity(): Buffer
  /** Told of every batch with records in the tail's segment. */
  onTail(segment: Segment, batch: RawBatch): void
}

/** Makes the folder what it must be for appends to go on, or throws `JournalDamaged` and changes nothing (I11). */
export function recoverFolder(options: RecoveryOptions): Recovered {
  const { disk, folder } = options
  disk.makeFolder(folder)
  const names = disk.list(folder)
  if (positionsOf('segment', names).length === 0) createFirst(options, names)
  const segments = openSegments(disk, folder)
  const last = segments.at(-1)
  if (last === undefined) throw new JournalDamaged(folder, 0, 'its first segment vanished')
  const { identity } = last.header
  const checkpoint = validCheckpoints(disk, folder, identity).next().value ?? undefined
  const recordsEnd = verifySealed(disk, segments, checkpoint?.position ?? 0)
  const { end, used } = scanTail(options, last)
  if (checkpoint !== undefined && checkpoint.position > last.base + end.at) {
    throw new JournalDamaged(last.path, end.at, 'a checkpoint was made of records that are no longer there')
  }
  const cut = used > end.at ? cutTail(options, last, { from: end.at, to: used }) : undefined
  settle(disk, folder, last)
  const durable = end.recordsEnd ?? recordsEnd ?? lastRecordsEnd(disk, segments)
  return { identity, segments, tail: { segment: last, at: end.at, chain: end.chain }, durable, cut, checkpoint }
}

function createFirst({ disk, folder, identity }: RecoveryOptions, names: readonly string[]): void {
  if (positionsOf('keys', names).length + positionsOf('checkpoint', names).length > 0) {
    throw new JournalDamaged(folder, 0, 'its segments are missing')
  }
  createSegment(disk, folder, identity())
}

/** The first segment of a journal that is to have this identity. */
export function createSegment(disk: Disk, folder: string, identity: Buffer): void {
  const spare = path.join(folder, spareName)
  disk.remove(spare)
  const file = disk.open(spare, 'write')
  file.write(writeFileHeader({ kind: 'segment', identity, base: 0, chain: 0 }), 0)
  file.sync()
  file.close()
  disk.rename(spare, path.join(folder, fileName('segment', 0)))
  disk.syncFolder(folder)
}

/** Verifies the sealed segments that a replay reads; gives the end of their last records, if they have any. */
function verifySealed(disk: Disk, segments: readonly Segment[], from: Position): Position | undefined {
  let end: Position | undefined
  segments.forEach((segment, i) => {
    const next = segments[i + 1]
    if (next === undefined || next.base <= from) return
    for (const batch of scanSealed(disk, segment, next)) {
      if (batch.header.count > 0) end = endOf(batch)
    }
  })
  return end
}

/** Only needed when the newest segments have no records at all. */
function lastRecordsEnd(disk: Disk, segments: readonly Segment[]): Position {
  for (let i = segments.length - 2; i >= 0; i--) {
    const end = verifySealed(disk, segments.slice(i, i + 2), 0)
    if (end !== undefined) return end
  }
  return 0
}

function scanTail({ disk, onTail }: RecoveryOptions, segment: Segment): { end: ScanEnd; used: number } {
  const file = disk.open(segment.path, 'read')
  try {
    const batches = batchesOf(file, segment)
    const scanning = scan(batches, fileHeaderBytes, segment.header.chain)
    let step = scanning.next()
    for (; !step.done; step = scanning.next()) if (step.value.header.count > 0) onTail(segment, step.value)
    const end = step.value
    const used = usedEnd(batches.window, end.at)
    const following = used > end.at ? findBatch(batches, end.at) : undefined
    if (following !== undefined) {
      throw new JournalDamaged(
        segment.path,
        end.at,
        `a batch that was acknowledged is not what was written, another follows at byte ${following}`,
      )
    }
    return { end, used }
  } finally {
    file.close()
  }
}

/** Nothing of this journal follows, so this is the batch that was being written, which nobody was told of. */
function cutTail({ disk, folder }: RecoveryOptions, segment: Segment, range: { from: number; to: number }): Cut {
  const position = segment.base + range.from
  const names = disk.list(folder)
  let number = 1
  while (names.includes(`cut-${position}-${number}.bin`)) number++
  const kept = path.join(folder, `cut-${position}-${number}.bin`)
  const file = disk.open(segment.path, 'write-through')
  const aside = disk.open(kept, 'write')
  try {
    const bytes = Buffer.alloc(range.to - range.from)
    file.read(bytes, range.from)
    aside.write(bytes, 0)
    aside.sync()
    disk.syncFolder(folder)
    file.write(Buffer.alloc(bytes.length), range.from)
    return { position, bytes: bytes.length, file: kept }
  } finally {
    aside.close()
    file.close()
  }
}

/** What was read may so far be only in the system's cache: it must not be built on before it is on the disk. */
function settle(disk: Disk, folder: string, last: Segment): void {
  const file = disk.open(last.path, 'write')
  try {
    file.sync()
  } finally {
    file.close()
  }
  for (const name of disk.list(folder)) if (name.endsWith('.tmp')) disk.remove(path.join(folder, name))
  disk.syncFolder(folder)
}

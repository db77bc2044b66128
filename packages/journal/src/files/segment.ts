import path from 'node:path'
import type { Position } from '@magpie-im/model'
import type { Disk, DiskFile } from '../disk/disk.ts'
import { JournalDamaged } from '../errors.ts'
import { batchStart, type FileHeader, fileHeaderBytes, fileName, positionsOf, readFileHeader } from './format.ts'
import { type Batches, type RawBatch, type ScanEnd, scan } from './scan.ts'
import { readWaypoints } from './waypoints.ts'
import { Window } from './window.ts'

/** A segment file and where the next one begins; the last has no next, and a length that says nothing. */
export interface Segment {
  readonly path: string
  readonly base: Position
  readonly header: FileHeader
  readonly size: number
}

/** Reads the header of a segment. Throws `JournalDamaged`. */
export function openSegment(disk: Disk, folder: string, base: Position): Segment {
  const file = path.join(folder, fileName('segment', base))
  const handle = disk.open(file, 'read')
  try {
    return readSegment(handle, file, base)
  } finally {
    handle.close()
  }
}

/** The same of a file that is open. A compacted segment may take the name of the one that was read: what belongs together comes from one handle. */
export function readSegment(handle: DiskFile, file: string, base: Position): Segment {
  const bytes = Buffer.alloc(fileHeaderBytes)
  handle.read(bytes, 0)
  const header = readFileHeader('segment', bytes)
  if (header === undefined) throw new JournalDamaged(file, 0, 'the header of a segment is not what was written')
  if (header.base !== base) throw new JournalDamaged(file, 0, 'a segment has the name of another')
  const { compacted } = header
  if (compacted !== undefined && readWaypoints(handle, base, compacted) === undefined) {
    throw new JournalDamaged(file, compacted.batchesEnd, 'the waypoints of a compacted segment are not what was written')
  }
  return { path: file, base, header, size: handle.size() }
}

/** Position where the next segment begins, if this one is sealed. */
export function endOfSegment({ base, size, header }: Segment): Position {
  return header.compacted?.end ?? base + size
}

/** What a segment's batches must look like. */
export function batchesOf(handle: DiskFile, { base, header }: Segment, ahead?: number): Batches {
  const { compacted } = header
  const window = new Window(handle, {
    ...(compacted !== undefined && { size: compacted.batchesEnd }),
    ...(ahead !== undefined && { ahead }),
  })
  return { window, base, start: batchStart(header.identity), moved: compacted !== undefined }
}

/** All segments. Checks that they belong together and that none is missing or cut short. Throws `JournalDamaged`. */
export function openSegments(disk: Disk, folder: string): Segment[] {
  const segments = positionsOf('segment', disk.list(folder)).map((base) => openSegment(disk, folder, base))
  const [first] = segments
  if (first !== undefined && first.base !== 0) throw new JournalDamaged(first.path, 0, 'the segments before this one are missing')
  segments.forEach((segment, i) => {
    if (first !== undefined && !segment.header.identity.equals(first.header.identity)) {
      throw new JournalDamaged(segment.path, 0, 'a segment belongs to another journal')
    }
    checkFollowed(segment, segments[i + 1])
  })
  return segments
}

function checkFollowed(segment: Segment, next: Segment | undefined): void {
  const { path: file, base, size, header } = segment
  if (next === undefined) {
    if (header.compacted !== undefined) throw new JournalDamaged(file, 0, 'the segments behind this one are missing')
  } else if (endOfSegment(segment) !== next.base) {
    const written = header.compacted === undefined ? next.base - base : size
    throw new JournalDamaged(file, size, `a segment has ${size} bytes where ${written} were written, or the one behind it is missing`)
  }
}

/** Every batch of a sealed segment, verified to its end and to the beginning of the next, if that is given. Throws `JournalDamaged`. */
export function* scanSealed(disk: Disk, segment: Pick<Segment, 'path' | 'base'>, next: Segment | undefined): Generator<RawBatch> {
  const handle = disk.open(segment.path, 'read')
  try {
    const opened = readSegment(handle, segment.path, segment.base)
    const end = yield* scan(batchesOf(handle, opened), fileHeaderBytes, opened.header.chain)
    checkEnd(opened, end, next)
  } finally {
    handle.close()
  }
}

function checkEnd(segment: Segment, end: ScanEnd, next: Segment | undefined): void {
  const { path: file, size, header } = segment
  const { compacted } = header
  const whole =
    compacted === undefined
      ? end.at === size
      : end.at === compacted.batchesEnd && end.position === compacted.end && end.chain === compacted.lastChain
  if (!whole) throw new JournalDamaged(file, end.at, 'a batch that was acknowledged is not what was written')
  if (next !== undefined && (compacted?.endChain ?? end.chain) !== next.header.chain) {
    throw new JournalDamaged(next.path, 0, 'a segment does not continue the one before')
  }
}

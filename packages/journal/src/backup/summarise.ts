import type { Position, Stamp } from '@magpie-im/model'
import type { Disk } from '../disk/disk.ts'
import { JournalDamaged } from '../errors.ts'
import { fileHeaderBytes, fileName, positionsOf } from '../files/format.ts'
import { endOf, framesOf, type RawBatch } from '../files/scan.ts'
import { openSegment, readSegment, scanSealed } from '../files/segment.ts'
import { rows } from '../record/payload.ts'
import type { SegmentFile } from './copy-segment.ts'

/** What a whole, undamaged segment holds and how it is joined to others. */
export interface SegmentSummary {
  /** Of the journal it belongs to. */
  readonly identity: string
  readonly base: Position
  readonly end: Position
  readonly bytes: number
  readonly messages: number
  /** Stamp of its last record; 0: it has none. */
  readonly newest: Stamp
  /** Checksum of the last batch before it. */
  readonly chain: number
  /** Checksum of its last batch, as the next segment names it. */
  readonly endChain: number
  /** Checksum of its last batch as it is: with length and place it tells two states of a segment apart. */
  readonly lastChain: number
}

/** Reads a segment that nobody writes to, every byte. Throws `JournalDamaged` when it is not whole. */
export function* summarise(disk: Disk, file: SegmentFile): Generator<number, SegmentSummary> {
  const { header, size } = opened(disk, file)
  let messages = 0
  let newest = 0
  let end = header.compacted?.end ?? file.base + fileHeaderBytes
  let lastChain = header.chain
  for (const batch of scanSealed(disk, file, undefined)) {
    for (const { code, stamp } of framesOf(batch)) {
      if (code === rows.message.code) messages++
      newest = stamp
    }
    end = endOf(batch)
    lastChain = batch.header.checksum
    yield batch.bytes.length
  }
  const identity = header.identity.toString('hex')
  const joints = { chain: header.chain, endChain: header.compacted?.endChain ?? lastChain, lastChain }
  return { identity, base: file.base, end, bytes: size, messages, newest, ...joints }
}

/** Throws `JournalDamaged` unless `next` continues `segment`, or begins the journal when that is undefined. */
export function checkFollows(segment: SegmentSummary | undefined, next: SegmentSummary): void {
  const { identity, base, chain } = next
  const name = fileName('segment', base)
  if (segment === undefined && base !== 0) throw new JournalDamaged(name, 0, 'the segments before this one are missing')
  if (segment === undefined) return
  if (identity !== segment.identity) throw new JournalDamaged(name, 0, 'a segment belongs to another journal')
  if (base !== segment.end || chain !== segment.endChain) throw new JournalDamaged(name, 0, 'a segment does not continue the one before')
}

/** A segment of a journal that is in use, as far as its header and the next one's tell. */
export interface FoundSegment extends SegmentFile {
  /** Undefined: it is the last, and written to. */
  readonly sealed: Pick<SegmentSummary, 'bytes' | 'lastChain'> | undefined
}

/** What holds everything before `position`, in order. */
export function findSegments(disk: Disk, folder: string, position: Position): FoundSegment[] {
  const bases = positionsOf('segment', disk.list(folder)).filter((base) => base === 0 || base < position)
  return bases.map((base, i) => {
    const segment = openSegment(disk, folder, base)
    const following = bases[i + 1]
    if (following === undefined) return { path: segment.path, base, sealed: undefined }
    const lastChain = segment.header.compacted?.lastChain ?? openSegment(disk, folder, following).header.chain
    return { path: segment.path, base, sealed: { bytes: segment.size, lastChain } }
  })
}

/** Where the last batch ends that is before the first one that `isBeyond`; undefined: there is none. */
export function endBefore(disk: Disk, file: SegmentFile, isBeyond: (batch: BatchPlace) => boolean): Position | undefined {
  let end: Position | undefined
  for (const batch of scanSealed(disk, file, undefined)) {
    if (isBeyond(placeOf(batch))) return end
    end = endOf(batch)
  }
  return end
}

export interface BatchPlace {
  readonly end: Position
  /** Stamp of its last record; 0: it has none. */
  readonly newest: Stamp
}

function placeOf(batch: RawBatch): BatchPlace {
  return { end: endOf(batch), newest: framesOf(batch).at(-1)?.stamp ?? 0 }
}

function opened(disk: Disk, { path, base }: SegmentFile) {
  const handle = disk.open(path, 'read')
  try {
    return readSegment(handle, path, base)
  } finally {
    handle.close()
  }
}

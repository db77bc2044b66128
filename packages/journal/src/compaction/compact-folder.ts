import path from 'node:path'
import type { Entry, JournalRecord, Position } from '@magpie-im/model'
import type { Disk } from '../disk/disk.ts'
import { JournalDamaged } from '../errors.ts'
import { batchHeaderBytes, fileHeaderBytes, positionsOf } from '../files/format.ts'
import { endOf, framesOf, type RawBatch, scan } from '../files/scan.ts'
import { batchesOf, openSegment, readSegment, type Segment, scanSealed } from '../files/segment.ts'
import { ByteReader } from '../record/byte-reader.ts'
import { encodeFrame, type FrameHeader, frameHeaderBytes, readRecord } from '../record/frame.ts'
import { type MessagePlace, readMessagePlace } from '../record/message.ts'
import { rows } from '../record/payload.ts'
import { CompactedFile } from './compacted-file.ts'
import { Superseded } from './superseded.ts'

export interface CompactionTask {
  readonly folder: string
  /** Nothing from here on is read. */
  readonly durable: Position
  /** How many controls and expiries are held in memory at once; more of them take another round. */
  readonly most?: number
}

export type CompactionStep =
  /** Some more was read or written: a moment to let others work. */
  | { readonly kind: 'pause' }
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  /** A segment's file is another from now on. */
  | { readonly kind: 'replaced'; readonly base: Position; readonly bytesBefore: number; readonly bytesAfter: number }
  | { readonly kind: 'damaged'; readonly file: string; readonly offset: number; readonly what: string }
  /** What a start had cut off: nobody knows what of it is gone since. */
  | { readonly kind: 'removed'; readonly file: string }

const pauseBytes = 1024 * 1024
const most = 1_000_000

/**
 * Rewrites the sealed segments that have contents which are gone, from the newest back to the oldest: so whoever looks at a
 * message has seen all that came after it. Whenever it ends, a segment is the old file or the new one, never a mixture.
 */
export function* compactFolder(disk: Disk, task: CompactionTask): Generator<CompactionStep, void> {
  const pass = new Pass(disk, task)
  yield* pass.run()
  for (const name of disk.list(task.folder)) {
    if (!/^cut-\d+-\d+\.bin$/.test(name)) continue
    const file = path.join(task.folder, name)
    disk.remove(file)
    disk.syncFolder(task.folder)
    yield { kind: 'removed', file }
  }
}

class Pass {
  readonly #disk: Disk
  readonly #task: CompactionTask
  readonly #bases: readonly Position[]
  readonly #damaged = new Set<Position>()
  #unpaused = 0

  constructor(disk: Disk, task: CompactionTask) {
    this.#disk = disk
    this.#task = task
    this.#bases = positionsOf('segment', disk.list(task.folder))
  }

  *run(): Generator<CompactionStep, void> {
    for (let newest = this.#bases.length - 1; newest >= 0; ) newest = yield* this.#round(newest)
  }

  /** Gives the segment whose controls the next round must collect first; -1 when all were collected. */
  *#round(newest: number): Generator<CompactionStep, number> {
    const superseded = new Superseded()
    let rest: number | undefined
    for (let i = newest; i >= 0; i--) {
      if (rest === undefined) {
        yield* this.#unlessDamaged(i, this.#collect(i, superseded))
        if (superseded.size >= (this.#task.most ?? most)) rest = i - 1
      }
      if (superseded.size > 0 && i < this.#bases.length - 1) yield* this.#unlessDamaged(i, this.#compact(i, superseded))
      yield { kind: 'progress', done: this.#bases.length - i, total: this.#bases.length }
    }
    return rest ?? -1
  }

  *#unlessDamaged(i: number, steps: Generator<CompactionStep, void>): Generator<CompactionStep, void> {
    const base = this.#base(i)
    try {
      yield* steps
    } catch (error) {
      if (!(error instanceof JournalDamaged)) throw error
      if (!this.#damaged.has(base)) yield { kind: 'damaged', file: error.file, offset: error.offset, what: error.message }
      this.#damaged.add(base)
    }
  }

  /** Notes what the records of a segment take away. */
  *#collect(i: number, superseded: Superseded): Generator<CompactionStep, void> {
    for (const batch of this.#batches(i)) {
      for (const frame of framesOf(batch)) {
        if (frame.code === rows['message-control'].code || frame.code === rows.expiry.code) superseded.note(entryOf(batch, frame))
      }
      yield* this.#pause(batch.bytes.length)
    }
  }

  *#compact(i: number, superseded: Superseded): Generator<CompactionStep, void> {
    let due = false
    const seen: MessagePlace[] = []
    for (const batch of this.#batches(i)) {
      for (const frame of framesOf(batch)) {
        const place = placeOf(batch, frame)
        if (place !== undefined && superseded.isControlled(place)) seen.push(place)
        due ||= withoutGone(batch, frame, superseded) !== undefined
      }
      yield* this.#pause(batch.bytes.length)
    }
    if (due) yield* this.#rewrite(this.#segment(i), this.#segment(i + 1), superseded)
    for (const place of seen) superseded.settled(place)
  }

  *#rewrite(segment: Segment, next: Segment, superseded: Superseded): Generator<CompactionStep, void> {
    const temporary = `${segment.path}.tmp`
    let bytesAfter: number | undefined
    try {
      bytesAfter = yield* this.#write(temporary, { segment, next, superseded })
      // Nothing is replaced by what cannot be read back.
      for (const batch of scanSealed(this.#disk, { path: temporary, base: segment.base }, next)) yield* this.#pause(batch.bytes.length)
      this.#disk.rename(temporary, segment.path)
      this.#disk.syncFolder(this.#task.folder)
    } catch (error) {
      this.#disk.remove(temporary)
      throw error
    }
    yield { kind: 'replaced', base: segment.base, bytesBefore: segment.size, bytesAfter }
  }

  *#write(temporary: string, { segment, next, superseded }: Rewriting): Generator<CompactionStep, number> {
    const file = new CompactedFile(this.#disk, temporary, segment.header)
    try {
      for (const batch of scanSealed(this.#disk, segment, next)) {
        file.add(batch, compacted(batch, superseded))
        yield* this.#pause(2 * batch.bytes.length)
      }
      return file.finish()
    } finally {
      file.close()
    }
  }

  /** Verified; of the last segment, which is written to meanwhile, those that are durable. */
  *#batches(i: number): Generator<RawBatch> {
    const next = i + 1 < this.#bases.length ? this.#segment(i + 1) : undefined
    const segment = this.#segment(i)
    if (next !== undefined) {
      yield* scanSealed(this.#disk, segment, next)
      return
    }
    const { durable } = this.#task
    const handle = this.#disk.open(segment.path, 'read')
    try {
      const opened = readSegment(handle, segment.path, segment.base)
      for (const batch of scan(batchesOf(handle, opened), fileHeaderBytes, opened.header.chain)) {
        if (endOf(batch) > durable) return
        yield batch
      }
    } finally {
      handle.close()
    }
  }

  *#pause(bytes: number): Generator<CompactionStep, void> {
    this.#unpaused += bytes
    if (this.#unpaused < pauseBytes) return
    this.#unpaused = 0
    yield { kind: 'pause' }
  }

  #segment(i: number): Segment {
    return openSegment(this.#disk, this.#task.folder, this.#base(i))
  }

  #base(i: number): Position {
    const base = this.#bases[i]
    if (base === undefined) throw new RangeError('there is no such segment')
    return base
  }
}

interface Rewriting {
  readonly segment: Segment
  readonly next: Segment
  readonly superseded: Superseded
}

function entryOf(batch: RawBatch, frame: FrameHeader): Entry {
  return { position: batch.header.position + frame.at, record: readRecord(batch.bytes, frame) }
}

function placeOf(batch: RawBatch, frame: FrameHeader): MessagePlace | undefined {
  if (frame.code !== rows.message.code) return undefined
  return readMessagePlace(new ByteReader(batch.bytes, frame.at + frameHeaderBytes, frame.at + frame.length))
}

/** The record without what is gone; undefined when it can stay as it is. */
function withoutGone(batch: RawBatch, frame: FrameHeader, superseded: Superseded): JournalRecord | undefined {
  const place = placeOf(batch, frame)
  if (place === undefined && frame.code !== rows['message-control'].code) return undefined
  if (place !== undefined && (place.blank || !superseded.covers(place, batch.header.position + frame.at))) return undefined
  return superseded.without(entryOf(batch, frame))
}

/** The records of a batch behind room for its header; those with nothing to take away byte for byte. */
function compacted(batch: RawBatch, superseded: Superseded): Buffer {
  const parts: Uint8Array[] = [batch.bytes.subarray(0, batchHeaderBytes)]
  for (const frame of framesOf(batch)) {
    const record = withoutGone(batch, frame, superseded)
    parts.push(record === undefined ? batch.bytes.subarray(frame.at, frame.at + frame.length) : encodeFrame(record, frame.key))
  }
  return Buffer.concat(parts)
}

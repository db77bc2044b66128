import path from 'node:path'
import type { Batch, Position } from '@magpie-im/model'
import type { Disk, DiskFile } from '../disk/disk.ts'
import { JournalDamaged } from '../errors.ts'
import type { FrameHeader } from '../record/frame.ts'
import { batchHeaderBytes, fileHeaderBytes, fileName, positionsOf, readBatchHeader } from './format.ts'
import { type Batches, batchAt, endOf, entriesOf, framesOf, type RawBatch, scan } from './scan.ts'
import { batchesOf, readSegment, type Segment } from './segment.ts'
import { readWaypoints, type Waypoints } from './waypoints.ts'
import type { Soon } from './worker.ts'

const mostRecent = 16
const mostOpen = 16
/** What is read at once of what is asked for. */
const least = 4 * 1024
const most = 1024 * 1024
/** What is read at once on the way from a waypoint to a batch. */
const waypointBytes = 64 * 1024

interface FramedBatch extends RawBatch {
  readonly frames: readonly FrameHeader[]
}

interface OpenFile {
  readonly segment: Segment
  readonly file: DiskFile
  readonly waypoints: Waypoints | undefined
}

/** Reads durable batches, by their positions, wherever compaction has moved them to. */
export class SegmentReader {
  readonly #disk: Disk
  readonly #folder: string
  readonly #soon: Soon
  /** Those that `batchAt` needed last, latest at the end. */
  readonly #open = new Map<Position, OpenFile>()
  readonly #recent = new Map<Position, FramedBatch>()
  #bases: readonly Position[] = []

  constructor(disk: Disk, folder: string, soon: Soon) {
    this.#disk = disk
    this.#folder = folder
    this.#soon = soon
  }

  async *read(from: Position, to: Position): AsyncIterable<Batch> {
    if (from >= to) return
    this.#bases = positionsOf('segment', this.#disk.list(this.#folder))
    const first = Math.max(
      0,
      this.#bases.findLastIndex((base) => base <= from),
    )
    for (const [i, base] of this.#bases.entries()) {
      if (i < first || base >= to) continue
      yield* this.#readSegment(base, { from, to: Math.min(to, this.#bases[i + 1] ?? to) })
    }
  }

  /** The batch at a durable position. Repeats come in runs, so the last few are kept. Throws `JournalDamaged`. */
  batchAt(position: Position): FramedBatch {
    const known = this.#recent.get(position)
    if (known !== undefined) return known
    const batch = this.#readBatch(position)
    const framed = { ...batch, frames: framesOf(batch) }
    const [oldest] = this.#recent.keys()
    if (this.#recent.size >= mostRecent && oldest !== undefined) this.#recent.delete(oldest)
    this.#recent.set(position, framed)
    return framed
  }

  /** The segment has another file: nothing of the one before is kept in memory, nor on the disk by an open handle. */
  forget(base: Position): void {
    this.#open.get(base)?.file.close()
    this.#open.delete(base)
    this.#recent.clear()
  }

  close(): void {
    for (const { file } of this.#open.values()) file.close()
    this.#open.clear()
  }

  #readBatch(position: Position): RawBatch {
    let base = this.#bases.findLast((known) => known <= position)
    if (base === undefined || base === this.#bases.at(-1)) {
      this.#bases = positionsOf('segment', this.#disk.list(this.#folder))
      base = this.#bases.findLast((known) => known <= position) ?? 0
    }
    const { segment, file, waypoints } = this.#file(base)
    const at = waypoints === undefined ? position - base : offsetOf(position, batchesOf(file, segment, waypointBytes), waypoints)
    const batch = at === undefined ? undefined : batchAt(batchesOf(file, segment, 0), at)
    if (batch === undefined || batch.header.position !== position)
      throw new JournalDamaged(segment.path, at ?? 0, 'a batch that was acknowledged is not what was written')
    return batch
  }

  async *#readSegment(base: Position, range: { from: Position; to: Position }): AsyncIterable<Batch> {
    const { segment, file, waypoints } = this.#openFile(base)
    try {
      const offset = waypoints === undefined ? range.from - base : (waypoints.before(range.from) ?? fileHeaderBytes)
      let at = Math.max(fileHeaderBytes, offset)
      let reached = base + at
      const chain = at === fileHeaderBytes ? segment.header.chain : undefined
      const ahead = Math.min(most, Math.max(least, range.to - range.from))
      for (const batch of scan(batchesOf(file, segment, ahead), at, chain)) {
        if (batch.header.position >= range.to) return
        at = batch.at + batch.header.length
        reached = endOf(batch)
        if (batch.header.count === 0 || batch.header.position < range.from) continue
        yield { entries: entriesOf(batch), end: reached }
        await new Promise<void>((resolve) => this.#soon(resolve))
      }
      if (reached < range.to) throw new JournalDamaged(segment.path, at, 'a batch that was acknowledged is not what was written')
    } finally {
      file.close()
    }
  }

  #file(base: Position): OpenFile {
    const opened = this.#open.get(base) ?? this.#openFile(base)
    this.#open.delete(base)
    this.#open.set(base, opened)
    const [oldest] = this.#open.keys()
    if (this.#open.size > mostOpen && oldest !== undefined) {
      this.#open.get(oldest)?.file.close()
      this.#open.delete(oldest)
    }
    return opened
  }

  #openFile(base: Position): OpenFile {
    const name = path.join(this.#folder, fileName('segment', base))
    const file = this.#disk.open(name, 'read')
    try {
      const segment = readSegment(file, name, base)
      const { compacted } = segment.header
      return { segment, file, waypoints: compacted && readWaypoints(file, base, compacted) }
    } catch (error) {
      file.close()
      throw error
    }
  }
}

/** Follows the headers of batches from the waypoint before. */
function offsetOf(position: Position, { window, start }: Batches, waypoints: Waypoints): number | undefined {
  let at = waypoints.before(position)
  while (at !== undefined) {
    const header = readBatchHeader(window.bytes(at, batchHeaderBytes), start)
    if (header === undefined || header.position > position) return undefined
    if (header.position === position) return at
    at += header.length
  }
  return undefined
}

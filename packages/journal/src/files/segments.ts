import path from 'node:path'
import type { Batch, Position } from '@magpie-im/model'
import type { Disk, DiskFile } from '../disk/disk.ts'
import { JournalDamaged } from '../errors.ts'
import type { FrameHeader } from '../record/frame.ts'
import { batchStart, type FileHeader, fileHeaderBytes, fileName, positionsOf, readFileHeader } from './format.ts'
import { batchAt, entriesOf, framesOf, type RawBatch, scan } from './scan.ts'
import { Window } from './window.ts'
import type { Soon } from './worker.ts'

/** A segment file and where the next one begins; the last has no next. */
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
    const bytes = Buffer.alloc(fileHeaderBytes)
    handle.read(bytes, 0)
    const header = readFileHeader('segment', bytes)
    if (header === undefined) throw new JournalDamaged(file, 0, 'the header of a segment is not what was written')
    if (header.base !== base) throw new JournalDamaged(file, 0, 'a segment has the name of another')
    return { path: file, base, header, size: handle.size() }
  } finally {
    handle.close()
  }
}

/** All segments. Checks that they belong together and that none is missing or cut short. Throws `JournalDamaged`. */
export function openSegments(disk: Disk, folder: string): Segment[] {
  const segments = positionsOf('segment', disk.list(folder)).map((base) => openSegment(disk, folder, base))
  const [first] = segments
  if (first !== undefined && first.base !== 0) throw new JournalDamaged(first.path, 0, 'the segments before this one are missing')
  segments.forEach((segment, i) => {
    const next = segments[i + 1]
    if (first !== undefined && !segment.header.identity.equals(first.header.identity)) {
      throw new JournalDamaged(segment.path, 0, 'a segment belongs to another journal')
    }
    if (next !== undefined && segment.base + segment.size !== next.base) {
      throw new JournalDamaged(
        segment.path,
        segment.size,
        `a segment has ${segment.size} bytes where ${next.base - segment.base} were written`,
      )
    }
  })
  return segments
}

/** Every batch of a sealed segment, verified to its end and to the beginning of the next, if that is given. Throws `JournalDamaged`. */
export function* scanSealed(disk: Disk, segment: Segment, next: Segment | undefined): Generator<RawBatch> {
  const file = disk.open(segment.path, 'read')
  try {
    const batches = { window: new Window(file), base: segment.base, start: batchStart(segment.header.identity) }
    const end = yield* scan(batches, fileHeaderBytes, segment.header.chain)
    if (end.at !== segment.size) throw new JournalDamaged(segment.path, end.at, 'a batch that was acknowledged is not what was written')
    if (next !== undefined && end.chain !== next.header.chain)
      throw new JournalDamaged(next.path, 0, 'a segment does not continue the one before')
  } finally {
    file.close()
  }
}

const mostRecent = 16

interface FramedBatch extends RawBatch {
  readonly frames: readonly FrameHeader[]
}

/** Reads durable batches; keeps the files it read open. */
export class SegmentReader {
  readonly #disk: Disk
  readonly #folder: string
  readonly #soon: Soon
  readonly #open = new Map<Position, { readonly segment: Segment; readonly file: DiskFile }>()
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
      yield* this.#readSegment(base, { from, to, next: this.#bases[i + 1] })
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

  #readBatch(position: Position): RawBatch {
    let base = this.#bases.findLast((known) => known <= position)
    if (base === undefined || base === this.#bases.at(-1)) {
      this.#bases = positionsOf('segment', this.#disk.list(this.#folder))
      base = this.#bases.findLast((known) => known <= position) ?? 0
    }
    const { segment, file } = this.#file(base)
    const window = new Window(file, { ahead: 0 })
    const batch = batchAt({ window, base, start: batchStart(segment.header.identity) }, position - base)
    if (batch === undefined)
      throw new JournalDamaged(segment.path, position - base, 'a batch that was acknowledged is not what was written')
    return batch
  }

  close(): void {
    for (const { file } of this.#open.values()) file.close()
    this.#open.clear()
  }

  async *#readSegment(base: Position, range: { from: Position; to: Position; next: Position | undefined }): AsyncIterable<Batch> {
    const { segment, file } = this.#file(base)
    const batches = { window: new Window(file), base, start: batchStart(segment.header.identity) }
    const end = Math.min(range.to, range.next ?? range.to) - base
    let at = Math.max(fileHeaderBytes, range.from - base)
    const chain = at === fileHeaderBytes ? segment.header.chain : undefined
    for (const batch of scan(batches, at, chain)) {
      if (batch.at >= end) return
      at = batch.at + batch.header.length
      if (batch.header.count === 0) continue
      yield { entries: entriesOf(batch), end: base + at }
      await new Promise<void>((resolve) => this.#soon(resolve))
    }
    if (at < end) throw new JournalDamaged(segment.path, at, 'a batch that was acknowledged is not what was written')
  }

  #file(base: Position): { readonly segment: Segment; readonly file: DiskFile } {
    const known = this.#open.get(base)
    if (known !== undefined) return known
    const segment = openSegment(this.#disk, this.#folder, base)
    const opened = { segment, file: this.#disk.open(segment.path, 'read') }
    this.#open.set(base, opened)
    return opened
  }
}

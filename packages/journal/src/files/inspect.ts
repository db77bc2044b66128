import path from 'node:path'
import type { Batch, Position } from '@magpie-im/model'
import type { Disk } from '../disk/disk.ts'
import { NodeDisk } from '../disk/node-disk.ts'
import { JournalDamaged, JournalTooNew } from '../errors.ts'
import { Sidecar } from '../keys/sidecar.ts'
import { type Correction, correctBatch, correctFileHeader } from '../repair/correct.ts'
import { findIdentity } from '../repair/find-identity.ts'
import { KeyCheck } from '../repair/key-check.ts'
import { validCheckpoints } from './checkpoint.ts'
import { batchHeaderBytes, batchStart, type Compacted, fileHeaderBytes, fileName, positionsOf, readBatchHeader } from './format.ts'
import { type Batches, endOf, entriesOf, findBatch, type RawBatch, type ScanEnd, scan, usedEnd } from './scan.ts'
import { batchesOf, openSegment, type Segment } from './segment.ts'
import { Window } from './window.ts'

/** Something about the folder that is not as it should be, in words. */
export interface Finding {
  /** `error`: what was acknowledged is not readable; `warning`: the journal starts and repairs it by itself. */
  readonly severity: 'warning' | 'error'
  readonly file: string
  readonly offset: number
  readonly what: string
  /** The file is made again when it is missing, or is not needed. */
  readonly expendable?: boolean
}

export type Inspection =
  | { readonly kind: 'progress'; readonly file: string; readonly done: number; readonly total: number }
  | { readonly kind: 'finding'; readonly finding: Finding }
  /** Comes first, unless nothing says which journal it is. */
  | { readonly kind: 'journal'; readonly identity: string }
  /** Readable records, in order. */
  | { readonly kind: 'records'; readonly batch: Batch }
  /** What a few bytes of a file were when they were written; the records among them follow as if they were right. */
  | { readonly kind: 'correction'; readonly base: Position; readonly file: string; readonly correction: Correction }
  /** The segment that begins there cannot stay as it is, nor what comes after it. */
  | { readonly kind: 'broken'; readonly base: Position }
  /** Records were there and cannot be read, up to `to` or, undefined, to a place nobody knows. */
  | { readonly kind: 'lost'; readonly from: Position; readonly to: Position | undefined }

/**
 * Reads a journal that nobody writes to, every byte, whatever its state; changes nothing and does not throw for damage.
 * Throws `JournalTooNew`. `identity`: of the journal, if something else knows it.
 */
export async function* inspect(
  folder: string,
  { disk = new NodeDisk(), identity }: { readonly disk?: Disk; readonly identity?: string | undefined } = {},
): AsyncGenerator<Inspection> {
  const names = disk.list(folder)
  const bases = positionsOf('segment', names)
  const first = bases[0]
  if (first === undefined) {
    const known = identity ?? findIdentity(disk, folder)?.toString('hex')
    if (known !== undefined) yield { kind: 'journal', identity: known }
    yield finding('error', { file: folder, offset: 0, what: 'there are no segments' })
    yield { kind: 'lost', from: 0, to: undefined }
    return
  }
  const walk = new Walk(disk, folder, { bases, identity: identity === undefined ? undefined : Buffer.from(identity, 'hex') })
  if (walk.identity !== undefined) yield { kind: 'journal', identity: walk.identity.toString('hex') }
  if (first !== 0) {
    yield finding('error', { file: folder, offset: 0, what: 'the first segments are missing' })
    yield { kind: 'broken', base: first }
    yield { kind: 'lost', from: 0, to: first }
  }
  for (const base of bases) {
    for (const step of walk.segment(base)) yield step
    await new Promise((resolve) => setImmediate(resolve))
  }
  yield* walk.checkpoints(positionsOf('checkpoint', names))
  for (const name of names) {
    if (/^cut-.*\.bin$/.test(name)) yield finding('warning', cutNote(folder, name))
  }
}

function cutNote(folder: string, name: string) {
  return { file: path.join(folder, name), offset: 0, what: 'the end of an interrupted write was cut off earlier and is kept here' }
}

function finding(severity: Finding['severity'], found: Omit<Finding, 'severity'>): Inspection {
  return { kind: 'finding', finding: { severity, ...found } }
}

interface Run {
  readonly file: string
  readonly at: number
  /** Checksum of the batch before, if it is known. */
  readonly chain: number | undefined
}

/** What a walk knows of the segment it is in. */
interface Place {
  readonly file: string
  /** Undefined: it cannot be read. */
  readonly segment: Segment | undefined
  readonly next: Position | undefined
}

class Walk {
  readonly #disk: Disk
  readonly #folder: string
  readonly #bases: readonly Position[]
  /** Of the first segment that says it; needed to read on where a header is damaged. */
  readonly identity: Buffer | undefined
  #chain: number | undefined = 0
  /** Behind the last readable batch. */
  #end = 0
  #keys = new KeyCheck()

  constructor(disk: Disk, folder: string, { bases, identity }: { bases: readonly Position[]; identity: Buffer | undefined }) {
    this.#disk = disk
    this.#folder = folder
    this.#bases = bases
    let known = identity
    for (const base of bases) known ??= attempt(() => openSegment(disk, folder, base)).value?.header.identity
    for (const base of bases) known ??= this.#corrected(base)?.header.identity
    this.identity = known ?? findIdentity(disk, folder)
  }

  *segment(base: Position): Generator<Inspection> {
    const file = path.join(this.#folder, fileName('segment', base))
    const next = this.#bases.find((other) => other > base)
    const segment = yield* this.#open(file, base)
    const identity = segment?.header.identity ?? this.identity
    if (identity === undefined || (this.identity !== undefined && !identity.equals(this.identity))) {
      yield finding('error', { file, offset: 0, what: 'it belongs to no journal, or to another' })
      yield { kind: 'broken', base }
      yield { kind: 'lost', from: base, to: next }
      this.#chain = undefined
      return
    }
    if (segment !== undefined && this.#chain !== undefined && segment.header.chain !== this.#chain) {
      yield finding('error', { file, offset: 0, what: 'it does not continue the segment before' })
      yield { kind: 'broken', base }
    }
    const handle = this.#disk.open(file, 'read')
    this.#keys = new KeyCheck()
    try {
      const unknown = { window: new Window(handle), base, start: batchStart(identity), moved: true }
      yield* this.#batches(segment === undefined ? unknown : batchesOf(handle, segment), { file, segment, next })
      yield { kind: 'progress', file, done: this.#bases.indexOf(base) + 1, total: this.#bases.length }
    } finally {
      handle.close()
    }
    if (segment !== undefined && next !== undefined) yield* this.#sidecar(segment)
  }

  *checkpoints(positions: readonly Position[]): Generator<Inspection> {
    const identity = this.identity
    if (identity === undefined) return
    const valid = new Set([...validCheckpoints(this.#disk, this.#folder, identity)].map(({ position }) => position))
    let ahead = false
    for (const position of positions) {
      const file = path.join(this.#folder, fileName('checkpoint', position))
      if (!valid.has(position)) {
        const what = 'the checkpoint is damaged or of another journal; another, or none, is used'
        yield finding('warning', { file, offset: 0, what, expendable: true })
      } else if (position > this.#end) {
        yield finding('error', { file, offset: 0, what: 'it was made of records that are no longer there' })
        ahead = true
      }
    }
    if (ahead) yield { kind: 'lost', from: this.#end, to: undefined }
  }

  /** Says what is wrong with the header of a segment; undefined: it cannot be told what it was. */
  *#open(file: string, base: Position): Generator<Inspection, Segment | undefined> {
    const { value, problem } = attempt(() => openSegment(this.#disk, this.#folder, base))
    if (value !== undefined) return value
    const corrected = this.#corrected(base)
    if (corrected === undefined) {
      yield finding('error', { file, offset: 0, what: problem ?? 'it cannot be opened' })
      yield { kind: 'broken', base }
      return undefined
    }
    const { header, correction } = corrected
    yield finding('error', { file, offset: correction.at, what: 'a bit of its header has flipped' })
    yield { kind: 'correction', base, file, correction }
    const handle = this.#disk.open(file, 'read')
    try {
      return { path: file, base, header, size: handle.size() }
    } finally {
      handle.close()
    }
  }

  #corrected(base: Position): ReturnType<typeof correctFileHeader> {
    const handle = this.#disk.open(path.join(this.#folder, fileName('segment', base)), 'read')
    try {
      const bytes = Buffer.alloc(fileHeaderBytes)
      const corrected = handle.read(bytes, 0) < fileHeaderBytes ? undefined : correctFileHeader(bytes, base)
      return this.identity === undefined || corrected?.header.identity.equals(this.identity) ? corrected : undefined
    } finally {
      handle.close()
    }
  }

  *#batches(batches: Batches, { file, segment, next }: Place): Generator<Inspection> {
    const compacted = segment?.header.compacted
    let from: Run = { file, at: fileHeaderBytes, chain: segment?.header.chain }
    for (;;) {
      const end = yield* this.#run(batches, from)
      this.#end = end.position ?? this.#end
      this.#chain = end.at === from.at ? from.chain : end.chain
      if (isWhole(batches, end, { next, compacted, unknown: segment === undefined })) break
      const on = yield* this.#damage(batches, { file, segment, next }, end)
      if (on === undefined) return
      from = on
    }
    if (compacted !== undefined) this.#chain = compacted.endChain
  }

  /** Tells of what cannot be read from `end` on; gives where reading goes on in this file. */
  *#damage(batches: Batches, { file, segment, next }: Place, end: ScanEnd): Generator<Inspection, Run | undefined> {
    const at = findBatch(batches, end.at)
    const last = next === undefined && segment?.header.compacted === undefined
    if (at === undefined && last) {
      yield finding('warning', { file, offset: end.at, what: 'an interrupted write ends the journal; the next start cuts it off' })
      return undefined
    }
    const to = at ?? batches.window.size
    const known = at === undefined ? this.#lastChain(segment, next) : undefined
    const corrected = correctBatch(batches, { at: end.at, to, chain: this.#chain, position: end.position, known })
    if (corrected !== undefined) {
      yield* this.#correctedBatch({ file, base: batches.base }, corrected)
      return { file, at: to, chain: corrected.batch.header.checksum }
    }
    const rest = at === undefined ? '' : `; it is readable again from byte ${at}`
    const what = end.at === batches.window.size ? 'what was written behind it is missing' : `what was acknowledged is damaged here${rest}`
    yield finding('error', { file, offset: end.at, what })
    yield { kind: 'broken', base: batches.base }
    const header = at === undefined ? undefined : readBatchHeader(batches.window.bytes(at, batchHeaderBytes), batches.start)
    yield { kind: 'lost', from: this.#end, to: header?.position ?? next }
    if (at === undefined) this.#chain = undefined
    return at === undefined ? undefined : { file, at, chain: undefined }
  }

  /** What the checksum of a segment's last batch must be, as others know it. */
  #lastChain(segment: Segment | undefined, next: Position | undefined): number | undefined {
    if (segment?.header.compacted !== undefined) return segment.header.compacted.lastChain
    return next === undefined ? undefined : attempt(() => openSegment(this.#disk, this.#folder, next)).value?.header.chain
  }

  *#correctedBatch(
    { file, base }: { file: string; base: Position },
    { batch, correction }: { batch: RawBatch; correction: Correction },
  ): Generator<Inspection> {
    yield finding('error', { file, offset: correction.at, what: 'a bit has flipped here; which one follows from the checksum' })
    yield { kind: 'correction', base, file, correction }
    this.#end = endOf(batch)
    yield* this.#records(batch, { file, base })
  }

  *#run(batches: Batches, from: Run): Generator<Inspection, ScanEnd> {
    const scanning = scan(batches, from.at, from.chain)
    let step = scanning.next()
    for (; !step.done; step = scanning.next()) {
      this.#end = endOf(step.value)
      yield* this.#records(step.value, { file: from.file, base: batches.base })
    }
    return step.value
  }

  *#records(batch: RawBatch, { file, base }: { readonly file: string; readonly base: Position }): Generator<Inspection> {
    const { value: entries, problem } = attempt(() => entriesOf(batch))
    if (problem !== undefined) {
      yield finding('error', { file, offset: batch.at, what: problem })
      yield { kind: 'broken', base }
      yield { kind: 'lost', from: batch.header.position, to: endOf(batch) }
    }
    if (entries === undefined || entries.length === 0) return
    this.#keys.add(batch)
    yield { kind: 'records', batch: { entries, end: endOf(batch) } }
  }

  *#sidecar({ base, header }: Segment): Generator<Inspection> {
    const file = path.join(this.#folder, fileName('keys', base))
    const opened = attempt(() => this.#disk.open(file, 'read'))
    if (opened.value === undefined) {
      const [oldest = base] = positionsOf('keys', this.#disk.list(this.#folder))
      // What nobody looks up any more was removed.
      if (base < oldest) return
      yield finding('warning', { file, offset: 0, what: 'the key index is missing; it is made again when it is needed' })
      return
    }
    const handle = opened.value
    const { value: missing, problem } = attempt(() => {
      const sidecar = new Sidecar(handle, header.identity)
      sidecar.verify()
      return this.#keys.missingIn(sidecar, base)
    })
    handle.close()
    if (problem !== undefined)
      yield finding('warning', { file, offset: 0, what: `the key index cannot be used: ${problem}`, expendable: true })
    if (missing !== undefined && missing > 0) {
      yield finding('error', { file, offset: 0, what: `I3: ${missing} message ids are not in the key index`, expendable: true })
    }
  }
}

/** Whether a run of batches ends where its segment does. */
function isWhole(
  { window }: Batches,
  end: ScanEnd,
  { next, compacted, unknown }: { next: Position | undefined; compacted: Compacted | undefined; unknown: boolean },
): boolean {
  // Of a segment whose header is lost, what follows its batches may be waypoints.
  if (unknown && next !== undefined && end.position === next) return true
  if (usedEnd(window, end.at) !== end.at || (next !== undefined && end.position !== next)) return false
  return compacted === undefined || end.chain === compacted.lastChain
}

function attempt<T>(action: () => T): { readonly value: T | undefined; readonly problem: string | undefined } {
  try {
    return { value: action(), problem: undefined }
  } catch (error) {
    if (error instanceof JournalTooNew) throw error
    return {
      value: undefined,
      problem: error instanceof JournalDamaged ? error.what : error instanceof Error ? error.message : String(error),
    }
  }
}

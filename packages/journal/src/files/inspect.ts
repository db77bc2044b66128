import path from 'node:path'
import type { Batch, Position } from '@magpie-im/model'
import type { Disk } from '../disk/disk.ts'
import { NodeDisk } from '../disk/node-disk.ts'
import { Sidecar } from '../keys/sidecar.ts'
import { validCheckpoints } from './checkpoint.ts'
import { batchStart, type Compacted, type FileHeader, fileHeaderBytes, fileName, positionsOf } from './format.ts'
import { type Batches, endOf, entriesOf, findBatch, type ScanEnd, scan, usedEnd } from './scan.ts'
import { batchesOf, openSegment, type Segment } from './segment.ts'
import { Window } from './window.ts'

/** Something about the folder that is not as it should be, in words. */
export interface Finding {
  /** `error`: what was acknowledged is not readable; `warning`: the journal starts and repairs it by itself. */
  readonly severity: 'warning' | 'error'
  readonly file: string
  readonly offset: number
  readonly what: string
}

export type Inspection =
  | { readonly kind: 'progress'; readonly file: string; readonly done: number; readonly total: number }
  | { readonly kind: 'finding'; readonly finding: Finding }
  /** Readable records, in order. */
  | { readonly kind: 'records'; readonly batch: Batch }

/** Reads a journal that nobody writes to, every byte, whatever its state; changes nothing and does not throw for damage. */
export async function* inspect(folder: string, disk: Disk = new NodeDisk()): AsyncGenerator<Inspection> {
  const names = disk.list(folder)
  const bases = positionsOf('segment', names)
  const first = bases[0]
  if (first === undefined) {
    yield finding('error', { file: folder, offset: 0, what: 'there are no segments' })
    return
  }
  if (first !== 0) yield finding('error', { file: folder, offset: 0, what: 'the first segments are missing' })
  const walk = new Walk(disk, folder, bases)
  for (const base of bases) {
    for (const step of walk.segment(base)) yield step
    await new Promise((resolve) => setImmediate(resolve))
  }
  yield* walk.checkpoints(positionsOf('checkpoint', names))
  for (const name of names) if (/^cut-.*\.bin$/.test(name)) yield finding('warning', cutNote(folder, name))
}

function cutNote(folder: string, name: string) {
  return { file: path.join(folder, name), offset: 0, what: 'the end of an interrupted write was cut off earlier and is kept here' }
}

function finding(severity: Finding['severity'], { file, offset, what }: Omit<Finding, 'severity'>): Inspection {
  return { kind: 'finding', finding: { severity, file, offset, what } }
}

function* damage(found: { file: string; offset: number; readable: number | undefined; last: boolean }): Generator<Inspection> {
  const { file, offset, readable, last } = found
  if (last && readable === undefined) {
    yield finding('warning', { file, offset, what: 'an interrupted write ends the journal; the next start cuts it off' })
    return
  }
  const rest = readable === undefined ? '' : `; it is readable again from byte ${readable}`
  yield finding('error', { file, offset, what: `what was acknowledged is damaged here${rest}` })
}

interface Run {
  readonly file: string
  readonly at: number
  /** Checksum of the batch before, if it is known. */
  readonly chain: number | undefined
}

class Walk {
  readonly #disk: Disk
  readonly #folder: string
  readonly #bases: readonly Position[]
  /** Of the first segment that says it; needed to read on where a header is damaged. */
  #identity: Buffer | undefined
  #chain: number | undefined = 0
  #end = 0

  constructor(disk: Disk, folder: string, bases: readonly Position[]) {
    this.#disk = disk
    this.#folder = folder
    this.#bases = bases
    for (const base of bases) this.#identity ??= attempt(() => openSegment(disk, folder, base)).value?.header.identity
  }

  *segment(base: Position): Generator<Inspection> {
    const file = path.join(this.#folder, fileName('segment', base))
    const { value: segment, problem } = attempt(() => openSegment(this.#disk, this.#folder, base))
    if (problem !== undefined) yield finding('error', { file, offset: 0, what: problem })
    const identity = segment?.header.identity ?? this.#identity
    if (identity === undefined || (this.#identity !== undefined && !identity.equals(this.#identity))) {
      yield finding('error', { file, offset: 0, what: 'it belongs to no journal, or to another' })
      return
    }
    if (segment !== undefined && this.#chain !== undefined && segment.header.chain !== this.#chain) {
      yield finding('error', { file, offset: 0, what: 'it does not continue the segment before' })
    }
    const handle = this.#disk.open(file, 'read')
    try {
      const unknown = { window: new Window(handle), base, start: batchStart(identity), moved: true }
      yield* this.#batches(segment === undefined ? unknown : batchesOf(handle, segment), { file, header: segment?.header })
      yield { kind: 'progress', file, done: this.#bases.indexOf(base) + 1, total: this.#bases.length }
    } finally {
      handle.close()
    }
    if (segment !== undefined && base !== this.#bases.at(-1)) yield* this.#sidecar(segment)
  }

  *checkpoints(positions: readonly Position[]): Generator<Inspection> {
    const identity = this.#identity
    if (identity === undefined) return
    const valid = new Set([...validCheckpoints(this.#disk, this.#folder, identity)].map(({ position }) => position))
    for (const position of positions) {
      const file = path.join(this.#folder, fileName('checkpoint', position))
      if (!valid.has(position)) yield finding('warning', { file, offset: 0, what: 'the checkpoint is damaged; another, or none, is used' })
      else if (position > this.#end) yield finding('error', { file, offset: 0, what: 'it was made of records that are no longer there' })
    }
  }

  *#batches(batches: Batches, { file, header }: { file: string; header: FileHeader | undefined }): Generator<Inspection> {
    const next = this.#bases.find((other) => other > batches.base)
    const compacted = header?.compacted
    let from: Run = { file, at: fileHeaderBytes, chain: header?.chain }
    for (;;) {
      const end = yield* this.#run(batches, from)
      this.#end = end.position ?? this.#end
      this.#chain = end.at === from.at ? from.chain : end.chain
      if (isWhole(batches, end, { next, compacted })) break
      const at = findBatch(batches, end.at)
      yield* damage({ file, offset: end.at, readable: at, last: next === undefined && compacted === undefined })
      if (at === undefined && next !== undefined) this.#chain = undefined
      if (at === undefined) return
      from = { file, at, chain: undefined }
    }
    if (compacted !== undefined) this.#chain = compacted.endChain
  }

  *#run(batches: Batches, from: Run): Generator<Inspection, ScanEnd> {
    const scanning = scan(batches, from.at, from.chain)
    let step = scanning.next()
    for (; !step.done; step = scanning.next()) {
      const batch = step.value
      const { value: entries, problem } = attempt(() => entriesOf(batch))
      if (problem !== undefined) yield finding('error', { file: from.file, offset: batch.at, what: problem })
      if (entries === undefined || entries.length === 0) continue
      yield { kind: 'records', batch: { entries, end: endOf(batch) } }
    }
    return step.value
  }

  *#sidecar({ base, header }: Segment): Generator<Inspection> {
    const file = path.join(this.#folder, fileName('keys', base))
    const opened = attempt(() => this.#disk.open(file, 'read'))
    if (opened.value === undefined) {
      yield finding('warning', { file, offset: 0, what: 'the key index is missing; it is made again when it is needed' })
      return
    }
    const handle = opened.value
    const { problem } = attempt(() => new Sidecar(handle, header.identity).verify())
    handle.close()
    if (problem !== undefined) yield finding('warning', { file, offset: 0, what: `the key index cannot be used: ${problem}` })
  }
}

/** Whether a run of batches ends where its segment does. */
function isWhole(
  { window }: Batches,
  end: ScanEnd,
  { next, compacted }: { next: Position | undefined; compacted: Compacted | undefined },
): boolean {
  if (usedEnd(window, end.at) !== end.at || (next !== undefined && end.position !== next)) return false
  return compacted === undefined || end.chain === compacted.lastChain
}

function attempt<T>(action: () => T): { readonly value: T | undefined; readonly problem: string | undefined } {
  try {
    return { value: action(), problem: undefined }
  } catch (error) {
    return { value: undefined, problem: error instanceof Error ? error.message : String(error) }
  }
}

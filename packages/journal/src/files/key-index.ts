import path from 'node:path'
import type { Clock, Position } from '@magpie-im/model'
import type { Disk } from '../disk/disk.ts'
import { filterBytes, mayContain } from '../keys/filter.ts'
import { KeyTable } from '../keys/key-table.ts'
import { Sidecar, type SidecarContent, SidecarDamaged, writeSidecar } from '../keys/sidecar.ts'
import type { Log } from '../log.ts'
import type { KeyHash } from '../record/frame.ts'
import { fileName, positionsOf } from './format.ts'
import { framesOf, type RawBatch } from './scan.ts'
import { type Segment, scanSealed } from './segment.ts'
import type { DiskWorker } from './worker.ts'

export interface KeyIndexOptions {
  readonly disk: Disk
  readonly worker: DiskWorker
  readonly clock: Clock
  readonly log: Log
  readonly folder: string
  readonly keyBudget: number
  readonly keyWindowMs: number
}

/** Keys of a segment that is not sealed, or whose sidecar is not written yet. */
interface Unsealed {
  readonly base: Position
  readonly table: KeyTable
  oldest: number
  newest: number
}

/** Which batches may have a key, over all segments of the window (I3). */
export class KeyIndex {
  readonly #options: KeyIndexOptions
  #unsealed: Unsealed[] = []
  #sealed: { readonly segment: Segment; sidecar: Sidecar }[] = []

  constructor(options: KeyIndexOptions) {
    this.#options = options
  }

  /** Opens the sidecars of the window, newest first; makes those again that are missing or damaged. */
  load(segments: readonly Segment[]): void {
    let keys = this.#count()
    for (let i = segments.length - 2; i >= 0; i--) {
      const [segment, next] = segments.slice(i, i + 2)
      if (segment === undefined || next === undefined) continue
      const sidecar = this.#open(segment) ?? this.#rebuild(segment, next)
      keys += sidecar.count
      this.#sealed.unshift({ segment, sidecar })
      if (keys > this.#options.keyBudget || (sidecar.count > 0 && sidecar.newest < this.#cutoff())) break
    }
    this.#shrink()
  }

  add(base: Position, hash: KeyHash, batch: { readonly at: number; readonly stamp: number }): void {
    let last = this.#unsealed.at(-1)
    if (last?.base !== base) {
      last = {
        base,
        table: new KeyTable(last?.table.count ?? this.#sealed.at(-1)?.sidecar.count),
        oldest: batch.stamp,
        newest: batch.stamp,
      }
      this.#unsealed.push(last)
    }
    last.table.add(hash, batch.at)
    last.oldest = Math.min(last.oldest, batch.stamp)
    last.newest = Math.max(last.newest, batch.stamp)
  }

  addBatch(segment: Segment, batch: RawBatch): void {
    for (const { key, stamp } of framesOf(batch)) {
      if (key.low !== 0 || key.high !== 0) this.add(segment.base, key, { at: batch.header.position - segment.base, stamp })
    }
  }

  /** Forgets what is in batches at `position` or later: they failed. */
  dropFrom(position: Position): void {
    this.#unsealed = this.#unsealed.filter(({ base }) => base < position)
    for (const { base, table } of this.#unsealed) table.dropFrom(position - base)
  }

  /** Positions of the batches that may have `hash`, in order. */
  batchesOf(hash: KeyHash): Position[] {
    const found: Position[] = []
    for (const entry of this.#sealed) {
      if (!mayContain(entry.sidecar.filter, hash)) continue
      for (const at of this.#lookUp(entry, hash)) found.push(entry.segment.base + at)
    }
    for (const { base, table } of this.#unsealed) for (const at of table.batchesOf(hash)) found.push(base + at)
    return found
  }

  /** Moves the keys of a segment that ended out of memory. Until that worked they stay in it. */
  async seal(segment: Segment): Promise<void> {
    const unsealed = this.#unsealed.find(({ base }) => base === segment.base)
    const content = this.#content(segment, unsealed)
    try {
      await this.#options.worker.run({ kind: 'sidecar', ...content })
    } catch (error) {
      this.#options.log.warn('the key index of a segment cannot be written and stays in memory', {
        segment: segment.base,
        error: String(error),
      })
      return
    }
    const sidecar = this.#open(segment)
    if (sidecar === undefined) return
    this.#unsealed = this.#unsealed.filter((other) => other !== unsealed)
    this.#sealed.push({ segment, sidecar })
    this.#shrink()
  }

  close(): void {
    for (const { sidecar } of this.#sealed) sidecar.close()
    this.#sealed = []
  }

  #lookUp(entry: { readonly segment: Segment; sidecar: Sidecar }, hash: KeyHash): number[] {
    try {
      return entry.sidecar.batchesOf(hash)
    } catch (error) {
      if (!(error instanceof SidecarDamaged)) throw error
    }
    const next = this.#sealed[this.#sealed.indexOf(entry) + 1]?.segment
    entry.sidecar.close()
    entry.sidecar = this.#rebuild(entry.segment, next)
    return entry.sidecar.batchesOf(hash)
  }

  #open(segment: Segment): Sidecar | undefined {
    const name = fileName('keys', segment.base)
    if (!this.#options.disk.list(this.#options.folder).includes(name)) return undefined
    const file = this.#options.disk.open(path.join(this.#options.folder, name), 'read')
    try {
      return new Sidecar(file, segment.header.identity)
    } catch (error) {
      file.close()
      if (error instanceof SidecarDamaged) return undefined
      throw error
    }
  }

  #rebuild(segment: Segment, next: Segment | undefined): Sidecar {
    this.#options.log.warn('the key index of a segment is missing or damaged and is made again', { segment: segment.base })
    const rebuilt = new KeyIndex(this.#options)
    for (const batch of scanSealed(this.#options.disk, segment, next)) rebuilt.addBatch(segment, batch)
    writeSidecar(this.#options.disk, this.#content(segment, rebuilt.#unsealed[0]))
    const sidecar = this.#open(segment)
    if (sidecar === undefined) throw new SidecarDamaged('it cannot be made again')
    return sidecar
  }

  #content(segment: Segment, unsealed: Unsealed | undefined): SidecarContent {
    const entries = unsealed?.table.entries() ?? new Uint32Array(0)
    return {
      path: path.join(this.#options.folder, fileName('keys', segment.base)),
      identity: segment.header.identity,
      oldest: unsealed?.oldest ?? 0,
      newest: unsealed?.newest ?? 0,
      entries,
      filter: new Uint8Array(new SharedArrayBuffer(filterBytes(entries.length / 3))),
    }
  }

  /** Drops what is older than the window; beyond the budget, the oldest earlier. */
  #shrink(): void {
    const { keyBudget, log, clock } = this.#options
    let keys = this.#count()
    for (let first = this.#sealed[0]; first !== undefined; first = this.#sealed[0]) {
      const over = keys > keyBudget
      if (!over && first.sidecar.newest >= this.#cutoff()) return
      this.#sealed.shift()
      first.sidecar.close()
      this.#removeBefore(first.segment.base)
      keys -= first.sidecar.count
      if (!over || first.sidecar.count === 0) continue
      const oldest =
        this.#sealed.find(({ sidecar }) => sidecar.count > 0)?.sidecar.oldest ?? this.#unsealed[0]?.oldest ?? clock.now() * 1000
      log.warn('too many message ids for the key budget: repeats are told for a shorter time', {
        budget: keyBudget,
        seconds: Math.max(0, Math.round(clock.now() / 1000 - oldest / 1e6)),
      })
    }
  }

  /** No start goes back beyond the first sidecar that is out of the window, so those before it are of no use. */
  #removeBefore(end: Position): void {
    const { disk, folder } = this.#options
    try {
      for (const base of positionsOf('keys', disk.list(folder))) {
        if (base < end) disk.remove(path.join(folder, fileName('keys', base)))
      }
    } catch {
      // The next segment that goes out of the window brings another try.
    }
  }

  #count(): number {
    let keys = 0
    for (const { sidecar } of this.#sealed) keys += sidecar.count
    for (const { table } of this.#unsealed) keys += table.count
    return keys
  }

  #cutoff(): number {
    return (this.#options.clock.now() - this.#options.keyWindowMs) * 1000
  }
}

import type { KeyHash } from '../record/frame.ts'

const width = 3
const empty = 0xffffffff

/** Hashes of keys and the batches they are in, of one segment: open addressing over one array, no object per key. */
export class KeyTable {
  count = 0
  #slots: number
  #cells: Uint32Array

  /** Room for about so many keys at once: growing takes tens of milliseconds when they are many. */
  constructor(expected = 0) {
    this.#slots = 2 ** Math.max(10, Math.ceil(Math.log2(expected * 1.6 + 1)))
    this.#cells = cells(this.#slots)
  }

  /** `batch`: offset of the batch in the segment. */
  add(hash: KeyHash, batch: number): void {
    if (this.count * 3 >= this.#slots * 2) this.#resize(this.#slots * 2)
    this.#put(hash.low, hash.high, batch)
  }

  /** Offsets of the batches that have `hash`, in order, each once. */
  batchesOf(hash: KeyHash): number[] {
    let found: number[] | undefined
    for (let slot = this.#first(hash.low); ; slot = (slot + 1) & (this.#slots - 1)) {
      const at = slot * width
      const batch = this.#cells[at + 2] ?? empty
      if (batch === empty) break
      if (this.#cells[at] === hash.low && this.#cells[at + 1] === hash.high) found = withBatch(found, batch)
    }
    return found ?? none
  }

  /** Forgets what is in batches at `offset` or later: they failed. */
  dropFrom(offset: number): void {
    const kept = this.entries()
    this.count = 0
    this.#cells.fill(empty)
    for (let at = 0; at < kept.length; at += width) {
      const batch = kept[at + 2] ?? empty
      if (batch < offset) this.#put(kept[at] ?? 0, kept[at + 1] ?? 0, batch)
    }
  }

  /** Low half, high half, offset of the batch, of every key, in memory that threads can share. */
  entries(): Uint32Array {
    const entries = new Uint32Array(new SharedArrayBuffer(this.count * width * 4))
    const from = this.#cells
    let to = 0
    for (let at = 0; at < from.length; at += width) {
      const batch = from[at + 2] ?? empty
      if (batch === empty) continue
      entries[to] = from[at] ?? 0
      entries[to + 1] = from[at + 1] ?? 0
      entries[to + 2] = batch
      to += width
    }
    return entries
  }

  #put(low: number, high: number, batch: number): void {
    let slot = this.#first(low)
    while (this.#cells[slot * width + 2] !== empty) slot = (slot + 1) & (this.#slots - 1)
    const at = slot * width
    this.#cells[at] = low
    this.#cells[at + 1] = high
    this.#cells[at + 2] = batch
    this.count++
  }

  #first(low: number): number {
    return low & (this.#slots - 1)
  }

  #resize(slots: number): void {
    const old = this.#cells
    this.#slots = slots
    this.#cells = cells(slots)
    this.count = 0
    for (let at = 0; at < old.length; at += width) {
      const batch = old[at + 2] ?? empty
      if (batch !== empty) this.#put(old[at] ?? 0, old[at + 1] ?? 0, batch)
    }
  }
}

const none: number[] = []

/** In order, each once. */
function withBatch(found: number[] | undefined, batch: number): number[] {
  if (found === undefined) return [batch]
  return found.includes(batch) ? found : [...found, batch].sort((a, b) => a - b)
}

function cells(slots: number): Uint32Array {
  return new Uint32Array(slots * width).fill(empty)
}

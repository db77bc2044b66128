import {
  type Batch,
  type Compaction,
  type Entry,
  ImError,
  type Journal,
  type JournalRecord,
  type Outcome,
  type Position,
} from '@magpie-im/model'
import { Superseded } from '../compaction/superseded.ts'
import type { KeyOf } from '../key-of.ts'
import { encodeRecord } from '../record/frame.ts'

/** What survives closing and opening again. */
export class MemoryStore {
  readonly batches: Batch[] = []
  readonly keys = new Map<string, Entry[]>()
  checkpoint: { readonly position: Position; readonly records: readonly JournalRecord[] } | undefined
}

export interface MemoryJournalOptions {
  readonly keyOf: KeyOf
  /** Reopens what an earlier journal left. */
  readonly store?: MemoryStore
}

/** A journal for tests, which decide when its writes happen and whether they succeed. */
export interface MemoryJournal extends Journal {
  readonly store: MemoryStore
  /** Writes fail from now on, and appends throw after the first that did; `heal` ends it. */
  fail(): void
  heal(): void
  /** Appends wait until `resume`. */
  pause(): void
  resume(): void
}

export function openMemoryJournal(options: MemoryJournalOptions): MemoryJournal {
  return new Memory(options)
}

interface Waiting {
  readonly entry: Entry | undefined
  readonly key: string | undefined
  readonly outcome: Outcome
}

class Memory implements MemoryJournal {
  readonly store: MemoryStore
  durable: Position
  readonly #keyOf: KeyOf
  readonly #listeners: ((batch: Batch) => void)[] = []
  #waiting: Waiting[] = []
  #next: Position
  #appended = false
  #scheduled = false
  #paused = false
  #failing = false
  #down = false
  #failures = 0
  #closed = false
  #compacting: Promise<Compaction> | undefined

  constructor({ keyOf, store = new MemoryStore() }: MemoryJournalOptions) {
    this.store = store
    this.#keyOf = keyOf
    this.durable = store.batches.at(-1)?.end ?? 0
    this.#next = this.durable + 1
  }

  append(record: JournalRecord, outcome: Outcome, key?: string): Position {
    if (this.#down || this.#closed) throw new ImError('StorageUnavailable')
    const entry = { position: this.#next++, record }
    this.#appended = true
    this.#waiting.push({ entry, key, outcome })
    if (key !== undefined) this.store.keys.set(key, [...(this.store.keys.get(key) ?? []), entry])
    this.#schedule()
    return entry.position
  }

  barrier(outcome: Outcome): void {
    this.#waiting.push({ entry: undefined, key: undefined, outcome })
    this.#schedule()
  }

  find(key: string): JournalRecord[] {
    const entries = this.store.keys.get(key) ?? []
    return entries.map((entry) => entry.record).filter((record) => this.#keyOf(record) === key)
  }

  follow(listener: (batch: Batch) => void): void {
    this.#listeners.push(listener)
  }

  async *recover(): AsyncIterable<readonly JournalRecord[]> {
    if (this.#appended) throw new Error('recover comes before the first append')
    const checkpoint = this.store.checkpoint
    if (checkpoint !== undefined) yield checkpoint.records
    for await (const batch of this.read(checkpoint?.position ?? 0, this.durable)) yield batch.entries.map((entry) => entry.record)
  }

  async checkpoint(state: Iterable<JournalRecord>): Promise<void> {
    const position = this.durable
    const failures = this.#failures
    const records: JournalRecord[] = []
    for (const record of state) {
      records.push(record)
      if (records.length % 64 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await this.#settled()
    if (this.#failures !== failures) throw new ImError('StorageUnavailable')
    this.store.checkpoint = { position, records }
  }

  async *read(from: Position, to: Position): AsyncIterable<Batch> {
    for (const batch of [...this.store.batches]) if (batch.end > from && batch.end <= to) yield batch
  }

  compact(): Promise<Compaction> {
    this.#compacting ??= this.#compact().finally(() => {
      this.#compacting = undefined
    })
    return this.#compacting
  }

  async close(): Promise<void> {
    this.#paused = false
    this.#closed = true
    this.#schedule()
    await this.#settled()
  }

  fail(): void {
    this.#failing = true
  }

  heal(): void {
    this.#failing = false
    this.#down = false
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#schedule()
  }

  async #compact(): Promise<Compaction> {
    await this.#settled()
    const superseded = new Superseded()
    for (const { entries } of this.store.batches) for (const entry of entries) superseded.note(entry)
    const replaced = new Map<Entry, Entry>()
    for (const entry of this.store.batches.flatMap((batch) => batch.entries)) {
      const record = superseded.without(entry)
      if (record !== undefined) replaced.set(entry, { ...entry, record })
    }
    const now = (entry: Entry) => replaced.get(entry) ?? entry
    this.store.batches.forEach((batch, i) => {
      this.store.batches[i] = { ...batch, entries: batch.entries.map(now) }
    })
    for (const [key, entries] of this.store.keys) this.store.keys.set(key, entries.map(now))
    const bytes = (entries: Iterable<Entry>) => [...entries].reduce((sum, { record }) => sum + encodeRecord(record).length, 0)
    return { segments: Math.min(1, replaced.size), bytesBefore: bytes(replaced.keys()), bytesAfter: bytes(replaced.values()), damaged: 0 }
  }

  #settled(): Promise<void> {
    return new Promise((resolve) => this.barrier({ durable: resolve, failed: () => resolve() }))
  }

  #schedule(): void {
    if (this.#scheduled || this.#paused) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      if (this.#paused || this.#waiting.length === 0) return
      const waiting = this.#waiting
      this.#waiting = []
      const entries = waiting.flatMap(({ entry }) => (entry === undefined ? [] : [entry]))
      if (this.#failing && entries.length > 0) this.#refuse(waiting)
      else this.#store(waiting, entries)
    })
  }

  #refuse(waiting: readonly Waiting[]): void {
    this.#down = true
    this.#failures++
    this.#next = this.durable + 1
    for (const { entry, key } of waiting) {
      if (key !== undefined) this.store.keys.set(key, this.store.keys.get(key)?.filter((other) => other !== entry) ?? [])
    }
    const error = new ImError('StorageUnavailable')
    for (const { outcome } of waiting.toReversed()) outcome.failed(error)
  }

  #store(waiting: readonly Waiting[], entries: readonly Entry[]): void {
    const last = entries.at(-1)
    if (last !== undefined) {
      this.durable = last.position + 1
      this.#next = Math.max(this.#next, this.durable)
      const batch = { entries, end: this.durable }
      this.store.batches.push(batch)
      for (const listener of this.#listeners) listener(batch)
    }
    for (const { outcome } of waiting) outcome.durable()
  }
}

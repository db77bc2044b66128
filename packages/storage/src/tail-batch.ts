import type { Batch, ConversationId, Entry, JournalReader, Position } from '@magpie-im/model'
import { groupTouchedBy, type TailKey, touchedBy } from './record-facts.ts'

/** Objects, hidden fields and index of an entry, beside its text. */
const entryOverhead = 400

/** One durable batch of the tail: in memory, or as no more than its place and hashes of what it touched. */
export class TailBatch {
  readonly end: Position
  readonly bytes: number
  readonly #from: Position
  #entries: readonly Entry[] | undefined
  #byKey: Map<TailKey, Entry[]> | undefined
  #groups: ReadonlySet<ConversationId> | undefined
  #hashes: Uint32Array = new Uint32Array(0)

  /** `from` is the end of the batch before. */
  constructor(batch: Batch, from: Position) {
    this.#entries = batch.entries
    this.#from = from
    this.end = batch.end
    this.bytes = batch.entries.reduce((sum, entry) => sum + bytesOf(entry), 0)
  }

  /** The batch's entries that touch `key`; undefined when they have to be read back. */
  find(key: TailKey): readonly Entry[] | undefined {
    if (this.#entries) return this.#index(this.#entries).get(key) ?? []
    return includesSorted(this.#hashes, hashOf(key)) ? undefined : []
  }

  async readBack(key: TailKey, reader: JournalReader): Promise<readonly Entry[]> {
    const found: Entry[] = []
    for await (const batch of reader.read(this.#from, this.end)) {
      found.push(...batch.entries.filter((entry) => touchedBy(entry.record).includes(key)))
    }
    return found
  }

  /** The groups that its entries touch. */
  get groups(): ReadonlySet<ConversationId> {
    this.#groups ??= groupsOf(this.#entries ?? [])
    return this.#groups
  }

  evict(): void {
    if (!this.#entries) return
    this.#groups ??= groupsOf(this.#entries)
    this.#hashes = Uint32Array.from(this.#index(this.#entries).keys(), hashOf).sort()
    this.#entries = undefined
    this.#byKey = undefined
  }

  /** Made by the first read, so that a batch nobody reads costs nothing. */
  #index(entries: readonly Entry[]): Map<TailKey, Entry[]> {
    if (this.#byKey) return this.#byKey
    const byKey = new Map<TailKey, Entry[]>()
    for (const entry of entries) {
      for (const key of touchedBy(entry.record)) {
        const known = byKey.get(key)
        if (known) known.push(entry)
        else byKey.set(key, [entry])
      }
    }
    this.#byKey = byKey
    return byKey
  }
}

function bytesOf({ record }: Entry): number {
  if (record.type !== 'message') return entryOverhead
  return entryOverhead + 2 * record.body.length + (record.origin?.bytes.length ?? 0)
}

function groupsOf(entries: readonly Entry[]): ReadonlySet<ConversationId> {
  const groups = new Set<ConversationId>()
  for (const { record } of entries) {
    const group = groupTouchedBy(record)
    if (group !== undefined) groups.add(group)
  }
  return groups
}

/** FNV-1a; equal hashes of different keys only cost a read. */
function hashOf(key: TailKey): number {
  const text = String(key)
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

function includesSorted(sorted: Uint32Array, wanted: number): boolean {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return sorted[low] === wanted
}

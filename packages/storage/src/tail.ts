import type { Batch, ConversationId, Entry, JournalReader, Position } from '@magpie-im/model'
import type { TailKey } from './record-facts.ts'
import { TailBatch } from './tail-batch.ts'

export interface TailOptions {
  readonly reader: JournalReader
  /** Every durable record from here on is added, in order. */
  readonly from: Position
  readonly watermark: Position
  readonly maxBytes?: number
}

const defaultMaxBytes = 64 * 1024 * 1024

/** What the tail keeps for a reader until he disposes of it. */
export interface TailReader extends Disposable {
  /** The entries at `since` or later that touch `key`, in order; a promise when some have to be read from the journal. */
  entriesOf(key: TailKey, since: Position): readonly Entry[] | Promise<readonly Entry[]>
  /** The groups that entries at `since` or later touch. */
  groups(since: Position): Set<ConversationId>
}

/**
 * The durable records that the read model may not have yet. What lies below the watermark is forgotten when no reader
 * is left that began before the watermark came there, because such a reader's snapshot can be as old as that.
 */
export class Tail {
  readonly #reader: JournalReader
  readonly #maxBytes: number
  #batches: TailBatch[] = []
  #from: Position
  #end: Position
  #watermark: Position
  /** Bytes of the batches in memory, and the first of them. */
  #bytes = 0
  #firstInMemory = 0
  /** Of the readers, oldest first. */
  readonly #floors = new Set<{ readonly floor: Position }>()

  constructor(options: TailOptions) {
    this.#reader = options.reader
    this.#from = options.from
    this.#end = options.from
    this.#watermark = options.watermark
    this.#maxBytes = options.maxBytes ?? defaultMaxBytes
  }

  get watermark(): Position {
    return this.#watermark
  }

  /** Bytes of records in memory, as estimated. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether every durable record at `watermark` or later is here. */
  covers(watermark: Position): boolean {
    return watermark >= this.#from
  }

  /** Called with every batch that became durable. */
  add(batch: Batch): void {
    const added = new TailBatch(batch, this.#end)
    this.#batches.push(added)
    this.#end = batch.end
    this.#bytes += added.bytes
    this.#evict()
  }

  /** The read model now holds everything before `watermark`: further on than before, or back where a rebuilt one stands. */
  moved(watermark: Position): void {
    this.#watermark = watermark
    this.#trim()
  }

  /** Keeps what a snapshot taken from now on may need. */
  read(): TailReader {
    const held = { floor: this.#watermark }
    this.#floors.add(held)
    return {
      entriesOf: (key, since) => this.#entriesOf(key, since),
      groups: (since) => this.#groups(since),
      [Symbol.dispose]: () => {
        this.#floors.delete(held)
        this.#trim()
      },
    }
  }

  #entriesOf(key: TailKey, since: Position): readonly Entry[] | Promise<readonly Entry[]> {
    const entries: Entry[] = []
    for (const batch of this.#batches) {
      if (batch.end <= since) continue
      const found = batch.find(key)
      if (found === undefined) return this.#readBack(key, since)
      addFrom(since, found, entries)
    }
    return entries
  }

  #groups(since: Position): Set<ConversationId> {
    const groups = new Set<ConversationId>()
    for (const batch of this.#batches) {
      if (batch.end <= since) continue
      for (const group of batch.groups) groups.add(group)
    }
    return groups
  }

  /** One batch after the other, so that no more than one is in memory again. Batches of this moment: those that come meanwhile are not asked for. */
  async #readBack(key: TailKey, since: Position): Promise<readonly Entry[]> {
    const entries: Entry[] = []
    const parts = this.#batches.filter((batch) => batch.end > since).map((batch) => ({ batch, found: batch.find(key) }))
    for (const { batch, found } of parts) addFrom(since, found ?? (await batch.readBack(key, this.#reader)), entries)
    return entries
  }

  #evict(): void {
    while (this.#bytes > this.#maxBytes) {
      const oldest = this.#batches[this.#firstInMemory]
      if (!oldest) return
      oldest.evict()
      this.#bytes -= oldest.bytes
      this.#firstInMemory += 1
    }
  }

  #trim(): void {
    const [oldest] = this.#floors
    const floor = Math.min(this.#watermark, oldest?.floor ?? Number.POSITIVE_INFINITY)
    const kept = this.#batches.findIndex((batch) => batch.end > floor)
    const count = kept < 0 ? this.#batches.length : kept
    if (count === 0) return
    const forgotten = this.#batches.splice(0, count)
    for (const batch of forgotten.slice(this.#firstInMemory)) this.#bytes -= batch.bytes
    this.#firstInMemory = Math.max(0, this.#firstInMemory - count)
    this.#from = forgotten.at(-1)?.end ?? this.#from
  }
}

function addFrom(since: Position, found: readonly Entry[], to: Entry[]): void {
  for (const entry of found) if (entry.position >= since) to.push(entry)
}

import type { MemoryJournal } from '@magpie-im/journal'
import type { Batch } from '@magpie-im/model'
import { ReadModel, type Store, Tail } from '@magpie-im/storage'

/** A read model whose projector goes on when it is told to. */
export class Mirror {
  readonly readModel: ReadModel
  readonly store: Store
  readonly #tail: Tail
  readonly #waiting: Batch[] = []

  private constructor(store: Store, journal: MemoryJournal) {
    this.store = store
    this.#tail = new Tail({ reader: journal, from: journal.durable, watermark: journal.durable })
    this.readModel = new ReadModel({ engine: store, tail: this.#tail })
    journal.follow((batch) => {
      this.#tail.add(batch)
      this.#waiting.push(batch)
    })
  }

  /** With everything that is in the journal already. */
  static async open(store: Store, journal: MemoryJournal): Promise<Mirror> {
    for (const { entries, end } of journal.store.batches) if (end > store.watermark) await store.apply(entries, end)
    return new Mirror(store, journal)
  }

  /** Applies up to `batches` of those that wait, in one transaction. */
  async project(batches: number): Promise<void> {
    const next = this.#waiting.splice(0, batches)
    const last = next.at(-1)
    if (last === undefined) return
    await this.store.apply(
      next.flatMap(({ entries }) => entries),
      last.end,
    )
    this.#tail.moved(last.end)
  }

  close(): Promise<void> {
    return this.store.close()
  }
}

import type { EpochRecord } from '@magpie-im/model'

/** The restores in the history of the journal, and what they keep from being given again (I2). */
export class Epochs {
  /** Newest first. */
  #all: readonly EpochRecord[] = []

  get newestFirst(): readonly EpochRecord[] {
    return this.#all
  }

  get latest(): EpochRecord | undefined {
    return this.#all[0]
  }

  /** Up to it no seq is given any more, in whatever conversation. */
  get seq(): number {
    return this.latest?.above.seq ?? 0
  }

  restore(record: EpochRecord): void {
    if (record.number > (this.latest?.number ?? 0)) this.#all = [record, ...this.#all]
  }

  /** It was never begun. */
  takeBack(record: EpochRecord): void {
    this.#all = this.#all.filter((epoch) => epoch !== record)
  }

  /** With the stamps they have: messages before a restore are told by them from those behind it. */
  *snapshot(): Iterable<EpochRecord> {
    yield* this.#all.toReversed()
  }
}

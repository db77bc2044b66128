import type { Journal, Position, Stamp, Stamps } from '@magpie-im/model'

export interface Moment {
  readonly position: Position
  readonly stamp: Stamp
}

/** The newest durable moment of the journal. It moves before anyone is told of what became durable. */
export class Horizon {
  #now: Moment

  /** After recovery, before the first append: all that `stamps` has seen is durable. */
  constructor(journal: Journal, stamps: Stamps) {
    this.#now = { position: journal.durable, stamp: stamps.last }
    journal.follow(({ entries, end }) => {
      this.#now = { position: end, stamp: entries.at(-1)?.record.stamp ?? this.#now.stamp }
    })
  }

  get now(): Moment {
    return this.#now
  }
}

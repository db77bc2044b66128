import type { Clock } from './ports/clock.ts'

/** Microseconds since 1970, strictly rising over the records of a journal, whatever the clock does (I12). */
export type Stamp = number

/** Gives stamps: `max(last + 1, now)`. */
export class Stamps {
  #last = 0
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The latest one given or observed. */
  get last(): Stamp {
    return this.#last
  }

  next(): Stamp {
    this.#last = Math.max(this.#last + 1, this.#clock.now() * 1000)
    return this.#last
  }

  /** Makes sure that nothing given from now on is `seen` or earlier. */
  observe(seen: Stamp): void {
    if (seen > this.#last) this.#last = seen
  }
}

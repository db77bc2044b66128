/** Place of an event in the history, from 1: what is earlier here was earlier in the world. */
export type Moment = number

export const never: Moment = Number.POSITIVE_INFINITY

/** How high something had risen by when. Moments come in order. */
export class HighWater {
  readonly #moments: Moment[] = []
  readonly #marks: number[] = []

  raise(moment: Moment, mark: number): void {
    if (mark <= (this.#marks.at(-1) ?? 0)) return
    this.#moments.push(moment)
    this.#marks.push(mark)
  }

  /** 0: nothing had. */
  before(moment: Moment): number {
    return this.#marks[firstAtLeast(this.#moments, moment) - 1] ?? 0
  }
}

/** Index of the first of rising `values` that is `bound` or more; their count when there is none. */
export function firstAtLeast(values: readonly number[], bound: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] ?? bound) < bound) low = middle + 1
    else high = middle
  }
  return low
}

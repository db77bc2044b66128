import type { Sample } from './family.ts'

/** Milliseconds. */
const bounds = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000] as const

/** A histogram of durations. */
export class Durations {
  readonly #counts = new Float64Array(bounds.length + 1)
  #sumMs = 0

  add(ms: number): void {
    let bucket = 0
    while (bucket < bounds.length && ms > (bounds[bucket] ?? 0)) bucket++
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#sumMs += ms
  }

  /** How many lie between the bounds, for `durationAt`. */
  get counts(): Float64Array {
    return this.#counts
  }

  /** In seconds, each bucket with all below it. */
  *samples(labels: Readonly<Record<string, string>>): Iterable<Sample> {
    let count = 0
    for (const [index, own] of this.#counts.entries()) {
      count += own
      const bound = bounds[index]
      yield { suffix: '_bucket', labels: { ...labels, le: bound === undefined ? '+Inf' : String(bound / 1000) }, value: count }
    }
    yield { suffix: '_sum', labels, value: this.#sumMs / 1000 }
    yield { suffix: '_count', labels, value: count }
  }
}

export const noDurations: Float64Array = new Float64Array(bounds.length + 1)

/** The bound, in milliseconds, that this share of the counted durations does not pass; the highest there is for those beyond. */
export function durationAt(counts: Float64Array, share: number): number {
  const all = counts.reduce((sum, count) => sum + count, 0)
  let count = 0
  for (const [bucket, bound] of bounds.entries()) {
    count += counts[bucket] ?? 0
    if (count >= all * share) return bound
  }
  return bounds.at(-1) ?? 0
}

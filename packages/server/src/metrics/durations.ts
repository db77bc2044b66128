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

const microsecondsPerBucket = 10
const longestMs = 10_000

/** Counts latencies in steps of 10 µs. */
export class Latencies {
  readonly #buckets = new Uint32Array((longestMs * 1000) / microsecondsPerBucket + 1)
  #count = 0

  add(ms: number): void {
    const bucket = Math.min(this.#buckets.length - 1, Math.floor((ms * 1000) / microsecondsPerBucket))
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1
    this.#count++
  }

  clear(): void {
    this.#buckets.fill(0)
    this.#count = 0
  }

  /** Milliseconds that `share` of all stayed within. */
  percentile(share: number): number {
    const enough = this.#count * share
    let seen = 0
    const bucket = this.#buckets.findIndex((count) => {
      seen += count
      return seen >= enough
    })
    return ((bucket + 1) * microsecondsPerBucket) / 1000
  }
}

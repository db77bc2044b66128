/** One second of a run. */
export interface Second {
  readonly second: number
  readonly acked: number
  /** Milliseconds to the acknowledgement; none: nothing was acknowledged. */
  readonly p50?: number
  readonly p99?: number
  readonly most?: number
}

/** Throughput and latency, second by second. */
export class Series {
  readonly #done: Second[] = []
  #latencies: number[] = []

  /** Tells that a message was acknowledged, `at` seconds after the beginning and `ms` after it left first. */
  acked(at: number, ms: number): void {
    this.#closeUpTo(Math.floor(at))
    this.#latencies.push(ms)
  }

  /** All seconds up to `at`. */
  upTo(at: number): readonly Second[] {
    this.#closeUpTo(Math.floor(at))
    return this.#done
  }

  #closeUpTo(second: number): void {
    while (this.#done.length < second) {
      this.#done.push(summary(this.#done.length, this.#latencies))
      this.#latencies = []
    }
  }
}

function summary(second: number, latencies: number[]): Second {
  if (latencies.length === 0) return { second, acked: 0 }
  const sorted = latencies.sort((a, b) => a - b)
  const at = (part: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)
  return { second, acked: sorted.length, p50: at(0.5), p99: at(0.99), most: at(1) }
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}

import type { Clock } from '@magpie-im/model'

/** How much the newest measurement counts. */
const newest = 0.2
const shortestRestMs = 1_000
const longestRestMs = 30_000

/** One place where a service is reached, and how it has been doing there. */
export class Address {
  readonly url: string
  readonly weight: number
  /** Moving average in milliseconds; undefined: never measured. */
  latency: number | undefined
  readonly #clock: Clock
  #failures = 0
  #restsUntil = Number.NEGATIVE_INFINITY

  constructor({ url, weight }: { readonly url: string; readonly weight: number }, clock: Clock) {
    this.url = url
    this.weight = weight
    this.#clock = clock
  }

  /** On the monotonic clock. After a failure it rests, longer each time. */
  get restsUntil(): number {
    return this.#restsUntil
  }

  /** A call begins. The first one after a rest is a probe: until it is back, others go elsewhere. */
  begin(): void {
    if (this.#failures > 0) this.#rest()
  }

  succeeded(ms: number): void {
    this.latency = this.latency === undefined ? ms : this.latency + newest * (ms - this.latency)
    this.#failures = 0
    this.#restsUntil = Number.NEGATIVE_INFINITY
  }

  failed(): void {
    this.#failures++
    this.#rest()
  }

  #rest(): void {
    this.#restsUntil = this.#clock.monotonic() + Math.min(shortestRestMs * 2 ** (this.#failures - 1), longestRestMs)
  }
}

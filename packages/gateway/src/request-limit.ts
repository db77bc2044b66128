import { type Rate, TokenBucket } from '@magpie-im/services'

/** So many times the rate and the burst may be refused; whoever goes on is disconnected, so that refusing is not a flood itself. */
const patience = 10

/** The requests of one connection. */
export class RequestLimit {
  readonly #rate: Rate
  readonly #requests: TokenBucket
  /** Most connections never need it. */
  #refusals: TokenBucket | undefined
  #flooded = false

  constructor(rate: Rate) {
    this.#rate = rate
    this.#requests = new TokenBucket(rate)
  }

  /** Counts one request. 0, or the milliseconds after which there may be another. */
  take(now: number): number {
    const wait = this.#requests.take(now)
    if (wait > 0) this.#countRefusal(now)
    return wait
  }

  /** The client went on far beyond the limit. */
  get flooded(): boolean {
    return this.#flooded
  }

  #countRefusal(now: number): void {
    const { perSecond, burst } = this.#rate
    this.#refusals ??= new TokenBucket({ perSecond: perSecond * patience, burst: burst * patience })
    if (this.#refusals.take(now) > 0) this.#flooded = true
  }
}

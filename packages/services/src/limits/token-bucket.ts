export interface Rate {
  /** Tokens that come back in a second. */
  readonly perSecond: number
  /** The most that may be taken at once, after a rest. */
  readonly burst: number
}

/** Lets through at most `burst` at once and `perSecond` in the long run. Knows one moment only: when it will be full again. */
export class TokenBucket {
  readonly #rate: Rate
  #fullAt = 0

  constructor(rate: Rate) {
    this.#rate = rate
  }

  /** Takes one token and returns 0, or takes nothing and returns the milliseconds until there is one. `now`: monotonic milliseconds. */
  take(now: number): number {
    const { perSecond, burst } = this.#rate
    const fullAt = Math.max(this.#fullAt, now) + 1000 / perSecond
    const wait = fullAt - now - (burst * 1000) / perSecond
    if (wait > rounding) return wait
    this.#fullAt = fullAt
    return 0
  }

  /** Undoes a `take`: what the token was for did not happen. */
  giveBack(): void {
    this.#fullAt -= 1000 / this.#rate.perSecond
  }

  /** Whole tokens that are there. */
  left(now: number): number {
    const { perSecond, burst } = this.#rate
    return Math.max(0, Math.floor(burst - (this.fullIn(now) * perSecond) / 1000 + rounding))
  }

  /** Milliseconds until it is as if nobody had ever taken anything. */
  fullIn(now: number): number {
    return Math.max(0, this.#fullAt - now)
  }
}

/** Milliseconds that sums of fractions may be off. */
const rounding = 0.001

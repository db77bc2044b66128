import { type Clock, type ErrorName, ImError } from '@magpie-im/model'
import { type Rate, TokenBucket } from './token-bucket.ts'

/** Read each time, so a rate may change. */
interface TokenBucketsOptions extends Rate {
  readonly clock: Clock
  /** Of the refusal. */
  readonly error: ErrorName
  /** What is counted, and for whom: `messages a second from one user`. */
  readonly what: string
}

/** Above this many keys at a time the least recent are forgotten early, which lets them take a burst too much. */
const mostKeys = 100_000

/**
 * A bucket for every key. Keys are kept in two generations: what was not used for as long as an empty bucket takes to fill
 * is full, and is forgotten with its generation, so there are no timers and no more buckets than keys in use.
 */
export class TokenBuckets {
  readonly #options: TokenBucketsOptions
  #recent = new Map<string, TokenBucket>()
  #older = new Map<string, TokenBucket>()
  #since = 0

  constructor(options: TokenBucketsOptions) {
    this.#options = options
  }

  /** How long an empty bucket takes to fill. */
  get #fillMs(): number {
    return (this.#options.burst * 1000) / this.#options.perSecond
  }

  get limit(): number {
    return this.#options.burst
  }

  /** How many buckets are kept. */
  get size(): number {
    return this.#recent.size + this.#older.size
  }

  /** Takes one token of `key`. Throws the error of this limit, which says when there will be one. */
  take(key: string): void {
    const now = this.#options.clock.monotonic()
    const wait = this.#of(key, now).take(now)
    if (wait > 0) throw tooMany(this.#options, wait)
  }

  /** Undoes a `take`. */
  giveBack(key: string): void {
    this.#find(key)?.giveBack()
  }

  /** For who is told how he stands: tokens left, and milliseconds until all are back. */
  standing(key: string): { readonly left: number; readonly fullInMs: number } {
    const now = this.#options.clock.monotonic()
    const bucket = this.#find(key)
    return { left: bucket?.left(now) ?? this.limit, fullInMs: bucket?.fullIn(now) ?? 0 }
  }

  #find(key: string): TokenBucket | undefined {
    return this.#recent.get(key) ?? this.#older.get(key)
  }

  #of(key: string, now: number): TokenBucket {
    if (now - this.#since >= this.#fillMs || this.#recent.size >= mostKeys) this.#turn(now)
    const recent = this.#recent.get(key)
    if (recent !== undefined) return recent
    const bucket = this.#older.get(key) ?? new TokenBucket(this.#options)
    this.#older.delete(key)
    this.#recent.set(key, bucket)
    return bucket
  }

  #turn(now: number): void {
    this.#older = now - this.#since >= 2 * this.#fillMs ? new Map() : this.#recent
    this.#recent = new Map()
    this.#since = now
  }
}

/** `at most 50 messages a second from one user; try again in 0.4 s`. */
export function tooMany({ error, perSecond, what }: Pick<TokenBucketsOptions, 'error' | 'perSecond' | 'what'>, waitMs: number): ImError {
  return new ImError(error, { detail: `at most ${perSecond} ${what}`, retryAfterMs: waitMs })
}

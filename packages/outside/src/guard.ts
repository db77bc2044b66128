import { type Clock, ImError } from '@magpie-im/model'
import { BulkheadRejectedError, bulkhead, CircuitState, ConsecutiveBreaker, circuitBreaker, handleType, wrap } from 'cockatiel'
import { ServiceFailure } from './failure.ts'

interface GuardOptions {
  readonly clock: Clock
  /** Calls that may be on their way at a time. */
  readonly concurrency: number
  /** Further ones that may wait for their turn; undefined: none. */
  readonly waiting?: number
  /** It keeps failing, or works again. */
  readonly turned: (to: 'broken' | 'mended') => void
}

/** So many failures in a row, and nobody is sent there for these times; then one call finds out whether it works again. */
const failuresInARow = 5
const breakMs = [1_000, 2_000, 4_000, 8_000, 15_000]
const longestBreakMs = 30_000

/** Lets calls to a service through: a few at a time, and none while it keeps failing. */
export class Guard {
  readonly #clock: Clock
  readonly #turned: GuardOptions['turned']
  /** Says whether, not when: its own breaks follow the wall clock, which may jump. */
  readonly #breaker = circuitBreaker(handleType(ServiceFailure), {
    breaker: new ConsecutiveBreaker(failuresInARow),
    halfOpenAfter: Number.NEGATIVE_INFINITY,
  })
  readonly #calls: { execute<T>(call: () => Promise<T>): Promise<T> }
  #breaks = 0
  #brokenUntil = Number.NEGATIVE_INFINITY

  constructor({ clock, concurrency, waiting, turned }: GuardOptions) {
    this.#clock = clock
    this.#turned = turned
    this.#calls = wrap(bulkhead(concurrency, waiting), this.#breaker)
    this.#breaker.onBreak(() => this.#break())
    this.#breaker.onReset(() => this.#mend())
  }

  /** Whether calls are refused because the last ones failed, or one is just finding out whether they still would. */
  get broken(): boolean {
    const { state } = this.#breaker
    return state === CircuitState.HalfOpen || (state === CircuitState.Open && this.#clock.monotonic() < this.#brokenUntil)
  }

  /** Throws `OutsideUnavailable` when `call` is not made. One that throws `ServiceFailure` has failed. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.broken) throw new ImError('OutsideUnavailable')
    try {
      return await this.#calls.execute(call)
    } catch (error) {
      throw error instanceof BulkheadRejectedError
        ? new ImError('OutsideUnavailable', { cause: error, detail: 'it has enough to do' })
        : error
    }
  }

  #break(): void {
    if (this.#breaks === 0) this.#turned('broken')
    this.#brokenUntil = this.#clock.monotonic() + (breakMs[this.#breaks] ?? longestBreakMs)
    this.#breaks++
  }

  #mend(): void {
    this.#breaks = 0
    this.#turned('mended')
  }
}

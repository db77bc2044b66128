import type { Clock, Timer } from '@magpie-im/model'
import type { Connection } from './connection.ts'

const sweepMs = 500
/** A sweep that comes this late says that the process stood still, not that the peers were silent. */
const stalledMs = 2 * sweepMs

/** Ends connections whose state has lasted too long: one timer for all of them. */
export class Keepalive {
  readonly #clock: Clock
  readonly #connections: Iterable<Connection>
  #timer: Timer
  #last: number
  #forgave = false

  constructor(clock: Clock, connections: Iterable<Connection>) {
    this.#clock = clock
    this.#connections = connections
    this.#last = clock.monotonic()
    this.#timer = clock.after(sweepMs, () => this.#sweep())
  }

  stop(): void {
    this.#timer.cancel()
  }

  #sweep(): void {
    const now = this.#clock.monotonic()
    // What came during a stall is still to be read: everybody gets one round more, once.
    this.#forgave = !this.#forgave && now - this.#last >= stalledMs
    if (!this.#forgave) for (const connection of this.#connections) connection.sweep(now)
    this.#last = now
    this.#timer = this.#clock.after(sweepMs, () => this.#sweep())
  }
}

import type { Clock, Timer } from '@magpie-im/model'
import type { Connection } from './connection.ts'

const sweepMs = 500

/** Ends connections whose state has lasted too long: one timer for all of them. */
export class Keepalive {
  readonly #clock: Clock
  readonly #connections: Iterable<Connection>
  #timer: Timer

  constructor(clock: Clock, connections: Iterable<Connection>) {
    this.#clock = clock
    this.#connections = connections
    this.#timer = clock.after(sweepMs, () => this.#sweep())
  }

  stop(): void {
    this.#timer.cancel()
  }

  #sweep(): void {
    const now = this.#clock.monotonic()
    for (const connection of this.#connections) connection.sweep(now)
    this.#timer = this.#clock.after(sweepMs, () => this.#sweep())
  }
}

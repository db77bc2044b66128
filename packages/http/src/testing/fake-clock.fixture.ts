import type { Clock, Timer } from '@magpie-im/model'

/** Stands still until told otherwise; starts no timers. */
export class FakeClock implements Clock {
  #wall = Date.UTC(2026, 0, 1)
  #monotonic = 0

  now(): number {
    return this.#wall
  }

  monotonic(): number {
    return this.#monotonic
  }

  after(): Timer {
    return { cancel: () => undefined }
  }

  pass(ms: number): void {
    this.#wall += ms
    this.#monotonic += ms
  }
}

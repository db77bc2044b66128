import type { Clock, Timer } from '@magpie-im/model'

interface Waiting {
  readonly at: number
  readonly action: () => void
}

/** Stands still until told otherwise. */
export class FakeClock implements Clock {
  #wall = Date.UTC(2026, 0, 1)
  #monotonic = 0
  readonly #timers = new Set<Waiting>()

  now(): number {
    return this.#wall
  }

  monotonic(): number {
    return this.#monotonic
  }

  after(ms: number, action: () => void): Timer {
    const timer = { at: this.#monotonic + ms, action }
    this.#timers.add(timer)
    return { cancel: () => void this.#timers.delete(timer) }
  }

  pass(ms: number): void {
    this.#wall += ms
    this.#monotonic += ms
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.#monotonic)) {
      this.#timers.delete(timer)
      timer.action()
    }
  }

  /** Somebody sets the wall clock. */
  jump(ms: number): void {
    this.#wall += ms
  }
}

import type { Clock, Timer } from '@magpie-im/model'

interface Waiting {
  readonly at: number
  readonly action: () => void
}

/** Stands still until told otherwise. */
export class FakeClock implements Clock {
  #ms = 0
  readonly #timers = new Set<Waiting>()

  now(): number {
    return Date.UTC(2026, 0, 1) + this.#ms
  }

  monotonic(): number {
    return this.#ms
  }

  after(ms: number, action: () => void): Timer {
    const timer = { at: this.#ms + ms, action }
    this.#timers.add(timer)
    return { cancel: () => void this.#timers.delete(timer) }
  }

  pass(ms: number): void {
    this.#ms += ms
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.#ms)) {
      this.#timers.delete(timer)
      timer.action()
    }
  }
}

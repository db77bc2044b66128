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

  /** Every timer runs at its time, also those that are set on the way. */
  pass(ms: number): void {
    const end = this.#monotonic + ms
    for (let due = this.#next(end); due !== undefined; due = this.#next(end)) {
      this.#leap(Math.max(0, due.at - this.#monotonic))
      this.#run(due)
    }
    this.#leap(end - this.#monotonic)
  }

  /** The process stands still: what was due meanwhile runs late, and once. */
  stall(ms: number): void {
    this.#leap(ms)
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.#monotonic)) this.#run(timer)
  }

  /** Somebody sets the wall clock. */
  jump(ms: number): void {
    this.#wall += ms
  }

  #leap(ms: number): void {
    this.#wall += ms
    this.#monotonic += ms
  }

  #next(end: number): Waiting | undefined {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
  }

  #run(timer: Waiting): void {
    this.#timers.delete(timer)
    timer.action()
  }
}

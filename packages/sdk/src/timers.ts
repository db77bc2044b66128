import type { Clock, Timer } from './ports.ts'

/** A clock whose timers all end with the client. */
export class Timers implements Clock {
  readonly #clock: Clock
  readonly #running = new Set<Timer>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  now(): number {
    return this.#clock.now()
  }

  after(ms: number, run: () => void): Timer {
    const timer = this.#clock.after(ms, () => {
      this.#running.delete(timer)
      run()
    })
    this.#running.add(timer)
    return {
      cancel: () => {
        this.#running.delete(timer)
        timer.cancel()
      },
    }
  }

  cancelAll(): void {
    for (const timer of this.#running) timer.cancel()
    this.#running.clear()
  }
}

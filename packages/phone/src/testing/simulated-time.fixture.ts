import type { PhoneClock, PhoneTimer } from '../clock.ts'

interface Due {
  readonly at: number
  readonly run: () => void
}

/** Time that passes when it is told to, from one thing that is due to the next. */
export class SimulatedTime implements PhoneClock {
  #now = 0
  #due: Due[] = []

  monotonic(): number {
    return this.#now
  }

  after(ms: number, run: () => void): PhoneTimer {
    const due = { at: this.#now + ms, run }
    const place = this.#due.findIndex(({ at }) => at > due.at)
    this.#due.splice(place < 0 ? this.#due.length : place, 0, due)
    return { cancel: () => this.#cancel(due) }
  }

  #cancel(due: Due): void {
    this.#due = this.#due.filter((other) => other !== due)
  }

  /** Lets all that is due in the next `ms` happen. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    await promisesSettle()
    for (let next = this.#due[0]; next !== undefined && next.at <= end; next = this.#due[0]) {
      this.#due.shift()
      this.#now = next.at
      next.run()
      await promisesSettle()
    }
    this.#now = end
  }

  /** Until what is promised is there; throws when it takes longer than `ms`. */
  async until<T>(promise: Promise<T>, ms = 600_000): Promise<T> {
    let done = false
    const settled = promise.finally(() => {
      done = true
    })
    settled.catch(() => undefined)
    const end = this.#now + ms
    await promisesSettle()
    while (!done) {
      const [next] = this.#due
      if (next === undefined || next.at > end) throw new Error(`not there after ${ms} ms`)
      await this.pass(next.at - this.#now)
    }
    return settled
  }
}

function promisesSettle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

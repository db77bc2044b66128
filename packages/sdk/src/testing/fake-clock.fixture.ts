import type { Clock, Timer } from '../ports.ts'

interface Waiting {
  readonly at: number
  readonly run: () => void
}

/** Stands still until it is told to go on. */
export class FakeClock implements Clock {
  #now = 1_700_000_000_000
  #slept = 0
  readonly #waiting = new Set<Waiting>()

  now(): number {
    return this.#now + this.#slept
  }

  /** The device hibernated: it is later, and no timer ran. */
  hibernate(ms: number): void {
    this.#slept += ms
  }

  after(ms: number, run: () => void): Timer {
    const waiting = { at: this.#now + ms, run }
    this.#waiting.add(waiting)
    return { cancel: () => this.#waiting.delete(waiting) }
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** Lets time pass, timer by timer, and what they set off happen. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    await turn()
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#waiting.delete(next)
      this.#now = next.at
      next.run()
      await turn()
    }
    this.#now = end
  }

  #next(end: number): Waiting | undefined {
    const due = [...this.#waiting].filter(({ at }) => at <= end)
    return due.sort((a, b) => a.at - b.at)[0]
  }
}

/** Until everything that can happen without time passing has happened. */
export function turn(): Promise<void> {
  return new Promise((done) => {
    setImmediate(done)
  })
}

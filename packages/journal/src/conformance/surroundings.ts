import type { Clock, Timer } from '@magpie-im/model'
import type { Job } from '../files/disk-work.ts'
import type { DiskWorker } from '../files/worker.ts'
import type { Log } from '../log.ts'

/** A clock that only the test moves. */
export class FakeClock implements Clock {
  #now = 0
  #timers: { readonly at: number; readonly action: () => void }[] = []

  now(): number {
    return 1_800_000_000_000 + this.#now
  }

  monotonic(): number {
    return this.#now
  }

  after(ms: number, action: () => void): Timer {
    const timer = { at: this.#now + ms, action }
    this.#timers.push(timer)
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer)
      },
    }
  }

  advance(ms: number): void {
    this.#now += ms
    const due = this.#timers.filter(({ at }) => at <= this.#now)
    this.#timers = this.#timers.filter(({ at }) => at > this.#now)
    for (const { action } of due) action()
  }
}

/** The machine's. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms).unref()
    return { cancel: () => clearTimeout(timer) }
  },
}

/** Remembers messages, and wakes whoever waits for one. */
export class TestLog implements Log {
  readonly lines: string[] = []
  #waiting: { readonly part: string; readonly resolve: () => void }[] = []

  info(message: string): void {
    this.#add(message)
  }

  warn(message: string): void {
    this.#add(message)
  }

  error(message: string): void {
    this.#add(message)
  }

  /** The next message that contains `part`. */
  next(part: string): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ part, resolve }))
  }

  #add(message: string): void {
    this.lines.push(message)
    for (const { resolve } of this.#waiting.filter(({ part }) => message.includes(part))) resolve()
    this.#waiting = this.#waiting.filter(({ part }) => !message.includes(part))
  }
}

/** A worker whose disk fails when the test says so. */
export class FailingWorker implements DiskWorker {
  failing = false
  readonly #worker: DiskWorker

  constructor(worker: DiskWorker) {
    this.#worker = worker
  }

  async run(job: Job): Promise<void> {
    if (this.failing) throw Object.assign(new Error('EIO: simulated'), { code: 'EIO' })
    await this.#worker.run(job)
  }

  close(): Promise<void> {
    return this.#worker.close()
  }
}

export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Moves `clock` until `condition` holds. */
export async function until(clock: FakeClock, condition: () => boolean): Promise<void> {
  for (let i = 0; i < 10_000 && !condition(); i++) {
    await turn()
    if (i % 10 === 9) clock.advance(50)
  }
  if (!condition()) throw new Error('what was waited for did not happen')
}

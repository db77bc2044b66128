import type { Clock, Timer } from '@magpie-im/model'
import type { Schedule } from './schedule.ts'

/** When simulations begin, in milliseconds since 1970. */
const beginning = Date.UTC(2026, 0, 1)

/** The clock on the wall of the simulated machine. It jumps; time as such does not. */
export class Wall {
  readonly #schedule: Schedule
  #offset = beginning

  constructor(schedule: Schedule) {
    this.#schedule = schedule
  }

  now(): number {
    return Math.floor(this.#offset + this.#schedule.now)
  }

  /** It is so many milliseconds ahead of the right time from now on, or behind. */
  jump(ms: number): void {
    this.#offset = beginning + ms
  }
}

export interface LifeOptions {
  readonly schedule: Schedule
  readonly wall: Wall
  /** What it cannot outlive. */
  readonly parent?: Life
}

/**
 * A process or a thread, from its start to its end. What it has planned is not done any more once it is dead; what still
 * runs of it (promises that settle) reaches nothing outside.
 */
export class Life implements Clock {
  readonly #options: LifeOptions
  #ended = false

  constructor(options: LifeOptions) {
    this.#options = options
  }

  get alive(): boolean {
    return !this.#ended && this.#options.parent?.alive !== false
  }

  end(): void {
    this.#ended = true
  }

  now(): number {
    return this.#options.wall.now()
  }

  monotonic(): number {
    return this.#options.schedule.now
  }

  after(ms: number, action: () => void): Timer {
    return this.#options.schedule.after(ms, () => {
      if (this.alive) action()
    })
  }

  readonly soon = (action: () => void): void => void this.after(0, action)
}

import { type Clock, ImError, type Log, type Timer } from '@magpie-im/model'

/** How hard the process has it. */
export interface Strain {
  /** How much later than it should the event loop comes to things, on average since the last sample. */
  readonly loopDelayMs: number
  /** Of what there is, from 0 to 1. */
  readonly memory: number
}

interface OverloadOptions {
  readonly clock: Clock
  readonly log: Log
  /** Called every half second. */
  readonly sample: () => Strain
  /** From here on sign-ins are refused, and from four times as much sends; 0: whatever the delay. */
  readonly loopDelayMs: number
}

const sampleMs = 500
/** So many samples in a row change something: a single long pause does not. */
const inARow = 3
const sendFactor = 4
const memoryMarks = { signIns: 0.8, sends: 0.9 } as const
/** What was refused is let in again below these parts of its marks. */
const relief = { loopDelay: 0.5, memory: 0.95 } as const
const retryAfterMs = 2_000

type Level = 0 | 1 | 2
const refused = ['nothing', 'sign-ins', 'sign-ins and sends'] as const

/** Refuses what can come later while the process has too much to do: sign-ins first, then sends. What was accepted is finished. */
export class Overload {
  readonly #options: OverloadOptions
  #level: Level = 0
  #streak = 0
  #timer: Timer

  constructor(options: OverloadOptions) {
    this.#options = options
    this.#timer = options.clock.after(sampleMs, () => this.#tick())
  }

  /** 0: nothing is refused, 1: sign-ins, 2: sends too. */
  get level(): number {
    return this.#level
  }

  /** Throws `Overloaded`. */
  checkSignIn(): void {
    if (this.#level >= 1) throw new ImError('Overloaded', { retryAfterMs })
  }

  /** Throws `Overloaded`. */
  checkSend(): void {
    if (this.#level >= 2) throw new ImError('Overloaded', { retryAfterMs })
  }

  stop(): void {
    this.#timer.cancel()
  }

  #tick(): void {
    const strain = this.#options.sample()
    const rises = this.#levelOf(strain, { loopDelay: 1, memory: 1 })
    const falls = this.#levelOf(strain, relief)
    const next = rises > this.#level ? rises : falls < this.#level ? falls : this.#level
    this.#streak = next === this.#level ? 0 : this.#streak + 1
    if (this.#streak >= inARow) this.#become(next, strain)
    this.#timer = this.#options.clock.after(sampleMs, () => this.#tick())
  }

  #levelOf({ loopDelayMs, memory }: Strain, part: { readonly loopDelay: number; readonly memory: number }): Level {
    const mark = this.#options.loopDelayMs * part.loopDelay || Number.POSITIVE_INFINITY
    if (loopDelayMs >= mark * sendFactor || memory >= memoryMarks.sends * part.memory) return 2
    return loopDelayMs >= mark || memory >= memoryMarks.signIns * part.memory ? 1 : 0
  }

  #become(level: Level, { loopDelayMs, memory }: Strain): void {
    this.#level = level
    this.#streak = 0
    const { log } = this.#options
    const fields = { refusing: refused[level], loopDelayMs: Math.round(loopDelayMs), memory: Math.round(memory * 100) / 100 }
    if (level === 0) log.info('no longer overloaded', fields)
    else log.warn('overloaded', fields)
  }
}

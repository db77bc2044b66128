import { type Clock, ImError } from '@magpie-im/model'

interface AdmissionOptions {
  readonly clock: Pick<Clock, 'monotonic'>
  /** Runs an action in a later turn of the event loop. */
  readonly soon: (action: () => void) => void
}

/** Of a turn of the event loop; what else there is to do has its turn then. */
const sliceMs = 1
/** They wait for a few seconds then. */
const mostWaiting = 20_000
const retryAfterMs = 2_000

/** Lets in who signs in and has his first sync, in the order they came and a little in each turn: very many at once hold up nobody who is in. */
export class Admission {
  readonly #options: AdmissionOptions
  /** Empty when no turn is to come. */
  #waiting: (() => void)[] = []

  constructor(options: AdmissionOptions) {
    this.#options = options
  }

  /** Resolves when it is his turn. Rejects with `Overloaded` when too many wait before him. */
  enter(): Promise<void> {
    if (this.#waiting.length >= mostWaiting) return Promise.reject(new ImError('Overloaded', { retryAfterMs }))
    return new Promise((admit) => {
      this.#waiting.push(admit)
      if (this.#waiting.length === 1) this.#options.soon(() => void this.#admit())
    })
  }

  async #admit(): Promise<void> {
    const { clock, soon } = this.#options
    const end = clock.monotonic() + sliceMs
    let admitted = 0
    for (const admit of this.#waiting) {
      if (clock.monotonic() >= end) break
      admitted++
      admit()
      // He goes on before the time is looked at.
      await undefined
    }
    this.#waiting = this.#waiting.slice(admitted)
    if (this.#waiting.length > 0) soon(() => void this.#admit())
  }
}

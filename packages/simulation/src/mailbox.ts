import type { Random } from '@magpie-im/journal'
import type { Life } from './life.ts'

const slowestMs = 0.3

/** Carries messages to a thread, one after the other; it gets them in its own time, in their order. */
export class Mailbox<Message> {
  readonly #to: Life
  readonly #random: Random
  readonly #take: (message: Message) => void
  #latest = 0

  constructor(to: Life, random: Random, take: (message: Message) => void) {
    this.#to = to
    this.#random = random
    this.#take = take
  }

  post(message: Message): void {
    const now = this.#to.monotonic()
    this.#latest = Math.max(this.#latest, now + this.#random() * slowestMs)
    this.#to.after(this.#latest - now, () => this.#take(message))
  }
}

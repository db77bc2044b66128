import { createHash } from 'node:crypto'
import { type Clock, ImError } from '@magpie-im/model'

export interface Answer {
  readonly status: number
  /** JSON; empty for an answer without a body. */
  readonly text: string
}

interface Kept {
  readonly request: string
  readonly at: number
  readonly answer: Promise<Answer>
  size: number
}

interface Request {
  /** Whose request, and what he calls it. */
  readonly name: string
  /** Everything that makes it this request. */
  readonly content: string
}

const keptMs = 24 * 3_600_000
const mostKept = 100_000
const mostCharacters = 64 * 1024 * 1024

/**
 * Requests that a backend may repeat: the second of the same name gets the first one's answer. Refused ones changed
 * nothing and are judged anew. Beyond its bounds the oldest are forgotten first, and a restart forgets all.
 */
export class Repeats {
  readonly #clock: Clock
  readonly #kept = new Map<string, Kept>()
  #characters = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#kept.size
  }

  /** Throws `RepeatKeyReused` when the name was given to another request. */
  async once({ name, content }: Request, perform: () => Promise<Answer>): Promise<{ readonly answer: Answer; readonly repeated: boolean }> {
    this.#forget()
    const request = createHash('sha256').update(content).digest('base64')
    const first = this.#kept.get(name)
    if (first !== undefined) {
      if (first.request !== request) throw new ImError('RepeatKeyReused')
      return { answer: await first.answer, repeated: true }
    }
    const kept: Kept = { request, at: this.#clock.monotonic(), answer: perform(), size: name.length }
    this.#kept.set(name, kept)
    this.#characters += kept.size
    try {
      const answer = await kept.answer
      this.#grow(name, kept, answer.text.length)
      return { answer, repeated: false }
    } catch (error) {
      this.#remove(name, kept)
      throw error
    }
  }

  #grow(name: string, kept: Kept, by: number): void {
    if (this.#kept.get(name) !== kept) return
    kept.size += by
    this.#characters += by
  }

  #remove(name: string, kept: Kept): void {
    if (this.#kept.get(name) !== kept) return
    this.#kept.delete(name)
    this.#characters -= kept.size
  }

  #forget(): void {
    for (const [name, kept] of this.#kept) {
      const full = this.#kept.size >= mostKept || this.#characters > mostCharacters
      if (!full && this.#clock.monotonic() - kept.at < keptMs) return
      this.#remove(name, kept)
    }
  }
}

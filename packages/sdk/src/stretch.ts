import { type Amendment, amended } from './amended.ts'
import type { Message } from './protocol.ts'

/** Messages of a conversation between which none is missing, in the order of their seqs. */
export class Stretch {
  #messages: readonly Message[] = []

  get messages(): readonly Message[] {
    return this.#messages
  }

  get first(): Message | undefined {
    return this.#messages[0]
  }

  get last(): Message | undefined {
    return this.#messages.at(-1)
  }

  /** Of all seqs above `above` and below `below` there are these, and no others. */
  cover(messages: readonly Message[], { above, below }: { readonly above: number; readonly below: number }): void {
    const before = this.#messages.filter(({ seq }) => seq <= above)
    const behind = this.#messages.filter(({ seq }) => seq >= below)
    this.#messages = [...before, ...messages.filter(({ seq }) => seq > above && seq < below), ...behind]
  }

  /** The next one. What is not newer than the last is there already. */
  append(message: Message): boolean {
    if (message.seq <= (this.last?.seq ?? 0)) return false
    this.#messages = [...this.#messages, message]
    return true
  }

  /** Whether it was about one of these. */
  amend(amendment: Amendment): boolean {
    return this.change(amendment.stamp, (message) => amended(message, amendment))
  }

  /** Whether there is a message with this stamp; undefined takes it out. */
  change(stamp: number, to: (message: Message) => Message | undefined): boolean {
    const at = this.#messages.findIndex((message) => message.stamp === stamp)
    const message = this.#messages[at]
    if (message === undefined) return false
    const next = to(message)
    this.#messages = this.#messages.toSpliced(at, 1, ...(next === undefined ? [] : [next]))
    return true
  }

  keepFirst(most: number): void {
    this.#messages = this.#messages.slice(0, most)
  }

  keepLast(most: number): void {
    this.#messages = this.#messages.slice(-most)
  }
}

import type { MessageId } from '@magpie-im/checker'
import type { Conversation } from './conversation.ts'

/** A message until it is acknowledged or refused for good. */
export interface Outgoing {
  readonly id: MessageId
  /** Its place among all that this phone wrote. */
  readonly place: number
  readonly conversation: Conversation
  readonly body: string
  /** When it left first; undefined: never. */
  leftAt: number | undefined
}

/** What is not acknowledged yet. Whatever has to leave again does so in the order in which it was written. */
export class Outbox {
  #queue: Outgoing[] = []
  readonly #inFlight = new Map<MessageId, Outgoing>()

  get size(): number {
    return this.#queue.length + this.#inFlight.size
  }

  get inFlight(): number {
    return this.#inFlight.size
  }

  add(message: Outgoing): void {
    this.#queue.push(message)
  }

  /** The next one to leave, which is in flight from now on. */
  next(): Outgoing | undefined {
    const message = this.#queue.shift()
    if (message !== undefined) this.#inFlight.set(message.id, message)
    return message
  }

  /** Undefined: it was settled before, or has to leave again anyway. */
  settle(id: MessageId): Outgoing | undefined {
    const message = this.#inFlight.get(id)
    this.#inFlight.delete(id)
    return message
  }

  /** It has to leave again. */
  again(message: Outgoing): void {
    const at = this.#queue.findIndex(({ place }) => place > message.place)
    this.#queue.splice(at < 0 ? this.#queue.length : at, 0, message)
  }

  /** The connection is gone, and with it all that was in flight. */
  allAgain(): void {
    if (this.#inFlight.size === 0) return
    this.#queue = [...this.#inFlight.values(), ...this.#queue].sort((a, b) => a.place - b.place)
    this.#inFlight.clear()
  }
}

/** A message on its way to the server. */
export interface Outgoing {
  /** The client message id: the same at every attempt (I3). */
  readonly packId: string
  readonly to: string
  readonly label: string
  readonly text: string
}

interface Waiter {
  readonly most: number
  resolve(): void
}

/** The messages the server has not answered yet, in the order they were written. */
export class Outbox {
  /** Whether each may have reached the server already. */
  readonly #messages = new Map<Outgoing, boolean>()
  #waiters: Waiter[] = []
  #over = false

  add(message: Outgoing): void {
    this.#messages.set(message, false)
  }

  get waiting(): readonly Outgoing[] {
    return [...this.#messages.keys()]
  }

  /** Says whether this is another attempt. */
  attempt(message: Outgoing): boolean {
    const again = this.#messages.get(message) ?? false
    this.#messages.set(message, true)
    return again
  }

  settle(message: Outgoing): void {
    this.#messages.delete(message)
    this.#wake()
  }

  /** No answer will come any more, so nobody shall wait for one. */
  end(): void {
    this.#over = true
    this.#wake()
  }

  /** Resolves when no more than `most` wait for their answer, or waiting is in vain. */
  async atMost(most: number): Promise<void> {
    if (this.#fits(most)) return
    await new Promise<void>((resolve) => this.#waiters.push({ most, resolve }))
  }
  #fits(most: number): boolean {
    return this.#over || this.#messages.size <= most
  }

  #wake(): void {
    const ready = this.#waiters.filter(({ most }) => this.#fits(most))
    this.#waiters = this.#waiters.filter((waiter) => !ready.includes(waiter))
    for (const waiter of ready) waiter.resolve()
  }
}

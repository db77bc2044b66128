/** Does what is asked for one key one after the other, in the order it was asked. */
export class Turns<Key> {
  readonly #last = new Map<Key, Promise<unknown>>()

  take<Result>(key: Key, run: () => Promise<Result>): Promise<Result> {
    const mine = (this.#last.get(key) ?? Promise.resolve()).then(run)
    const forget = () => this.#forget(key, over)
    const over: Promise<void> = mine.then(forget, forget)
    this.#last.set(key, over)
    return mine
  }

  #forget(key: Key, over: Promise<unknown>): void {
    if (this.#last.get(key) === over) this.#last.delete(key)
  }
}

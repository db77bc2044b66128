/** Work that begins when the earlier work of the same owner has ended, well or not. */
export class Turns<Owner extends object> {
  readonly #last = new WeakMap<Owner, Promise<unknown>>()

  take<T>(owner: Owner, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(owner)
    const mine = before === undefined ? work() : before.then(work, work)
    this.#last.set(owner, mine)
    return mine
  }
}

/** Things by the numbers they were given: 1, 2, 3 …, of which some are nobody's. */
export class Numbered<T> {
  readonly #things: (T | undefined)[] = []

  set(number: number, thing: T): void {
    this.#things[number] = thing
  }

  delete(number: number): void {
    this.#things[number] = undefined
  }

  /** In the order of their numbers. Where it begins costs nothing, so that pages far behind are as cheap as the first. */
  *above(number: number): Iterable<T> {
    for (let next = number + 1; next < this.#things.length; next++) {
      const thing = this.#things[next]
      if (thing !== undefined) yield thing
    }
  }
}

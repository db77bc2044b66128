/** Things by the numbers they were given, which rise, with gaps of any size. */
export class Numbered<T> {
  /** In order. */
  readonly #numbers: number[] = []
  readonly #things: (T | undefined)[] = []

  set(number: number, thing: T): void {
    const at = this.#firstFrom(number)
    const known = this.#numbers[at] === number
    this.#numbers.splice(at, known ? 1 : 0, number)
    this.#things.splice(at, known ? 1 : 0, thing)
  }

  delete(number: number): void {
    const at = this.#firstFrom(number)
    if (this.#numbers[at] === number) this.#things[at] = undefined
  }

  /** In the order of their numbers. Where it begins costs next to nothing, so that pages far behind are as cheap as the first. */
  *above(number: number): Iterable<T> {
    for (let next = this.#firstFrom(number + 1); next < this.#things.length; next++) {
      const thing = this.#things[next]
      if (thing !== undefined) yield thing
    }
  }

  /** Index of the first number that is not below `number`. */
  #firstFrom(number: number): number {
    const last = this.#numbers.at(-1)
    if (last === undefined || last < number) return this.#numbers.length
    let [low, high] = [0, this.#numbers.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#numbers[middle] ?? 0) < number) low = middle + 1
      else high = middle
    }
    return low
  }
}

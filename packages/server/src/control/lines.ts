/** Cuts what comes into lines; a line that is longer than allowed ends it. */
export class Lines {
  readonly #longest: number
  #rest = ''

  /** In characters. */
  constructor(longest: number) {
    this.#longest = longest
  }

  /** The lines that are whole now; undefined: one is too long. */
  take(text: string): string[] | undefined {
    const [first = '', ...more] = text.split('\n')
    const lines = [`${this.#rest}${first}`, ...more]
    this.#rest = lines.pop() ?? ''
    return [...lines, this.#rest].some(({ length }) => length > this.#longest) ? undefined : lines
  }
}

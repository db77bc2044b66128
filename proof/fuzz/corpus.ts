import type { Random } from './random.ts'

const mostKept = 4_000

/**
 * Inputs worth changing further: the seeds, and every input that went a way through its decoder nobody had gone before.
 * So what one change opened, such as a checksum that is right or one more field, the next changes build upon.
 */
export class Corpus {
  readonly #random: Random
  readonly #inputs: Buffer[]
  readonly #seeds: number
  readonly #ways = new Set<string>()

  constructor(random: Random, seeds: readonly Buffer[]) {
    if (seeds.length === 0) throw new Error('a decoder needs valid inputs to begin with')
    this.#random = random
    this.#inputs = seeds.map((seed) => Buffer.from(seed))
    this.#seeds = seeds.length
  }

  /** Different ways that were gone so far. */
  get ways(): number {
    return this.#ways.size
  }

  /** Half of the time one of the seeds, or what was found last would drown them. */
  pick(): Buffer {
    const among = this.#random.oneIn(2) ? this.#seeds : this.#inputs.length
    return this.#inputs[this.#random.below(among)] as Buffer // as: in bounds
  }

  /** Keeps a copy of an input that went a new way; the oldest finds make room for it. */
  note(way: string, input: Buffer): void {
    if (this.#ways.has(way)) return
    this.#ways.add(way)
    if (this.#inputs.length < mostKept) this.#inputs.push(Buffer.from(input))
    else this.#inputs[this.#seeds + this.#random.below(mostKept - this.#seeds)] = Buffer.from(input)
  }
}

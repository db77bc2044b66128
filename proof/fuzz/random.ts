/** Whole numbers that look random and are the same for the same seed. */
export class Random {
  #state: number

  constructor(seed: number) {
    // One that is zero would stay zero.
    this.#state = Math.imul(seed + 1, 0x9e3779b1) | 1
  }

  /** 32 bits (xorshift). */
  bits(): number {
    let x = this.#state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#state = x
    return x >>> 0
  }

  /** From 0 up to, not including, `bound`. */
  below(bound: number): number {
    return this.bits() % bound
  }

  /** About one of `times` calls is true. */
  oneIn(times: number): boolean {
    return this.bits() % times === 0
  }

  pick<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T // as: lists are not empty
  }
}

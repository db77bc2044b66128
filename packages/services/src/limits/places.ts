import { placeOf } from '@magpie-im/model'

/** How many of something there are from every place, up to a limit. */
export class Places {
  readonly #most: number
  readonly #counts = new Map<string, number>()

  constructor(most: number) {
    this.#most = most
  }

  /** Counts one more from `address`; false when there are as many as there may be. */
  enter(address: string): boolean {
    const place = placeOf(address)
    const count = this.#counts.get(place) ?? 0
    if (count >= this.#most) return false
    this.#counts.set(place, count + 1)
    return true
  }

  /** Takes back what `enter` counted. */
  leave(address: string): void {
    const place = placeOf(address)
    const left = (this.#counts.get(place) ?? 1) - 1
    if (left === 0) this.#counts.delete(place)
    else this.#counts.set(place, left)
  }
}

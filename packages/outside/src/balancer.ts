import type { Clock } from '@magpie-im/model'
import type { Address } from './address.ts'

/** Differences below this are noise. */
const noiseMs = 5
/** The slowest address still gets this part of what its weight would give it, so that one sees when it has become fast. */
const leastShare = 1 / 20

/** Shares calls among addresses in proportion to weight ÷ latency, without chance: the same calls go the same ways. */
export class Balancer {
  readonly #addresses: readonly Address[]
  readonly #clock: Clock
  /** How far each address is behind what is due to it. */
  readonly #due = new Map<Address, number>()

  constructor(addresses: readonly Address[], clock: Clock) {
    this.#addresses = addresses
    this.#clock = clock
  }

  /** Passes over addresses that rest, unless all do; then it is the one that has rested longest. Undefined: all were `tried`. */
  pick(tried: ReadonlySet<Address> = new Set()): Address | undefined {
    const untried = this.#addresses.filter((address) => !tried.has(address))
    const now = this.#clock.monotonic()
    const awake = untried.filter(({ restsUntil }) => restsUntil <= now)
    if (awake.length > 0) return this.#share(awake)
    return untried.toSorted((one, other) => one.restsUntil - other.restsUntil)[0]
  }

  #share(addresses: readonly Address[]): Address | undefined {
    const fastest = Math.max(noiseMs, Math.min(...addresses.map(({ latency }) => latency ?? Number.POSITIVE_INFINITY)))
    let total = 0
    for (const address of addresses) {
      const share = address.weight * shareOf(address, fastest)
      total += share
      this.#due.set(address, this.#dueTo(address) + share)
    }
    const chosen = addresses.toSorted((one, other) => this.#dueTo(other) - this.#dueTo(one))[0]
    if (chosen !== undefined) this.#due.set(chosen, this.#dueTo(chosen) - total)
    return chosen
  }

  #dueTo(address: Address): number {
    return this.#due.get(address) ?? 0
  }
}

/** One that was never measured counts as fast as the fastest. */
function shareOf({ latency }: Address, fastest: number): number {
  return latency === undefined ? 1 : Math.max(leastShare, fastest / Math.max(fastest, latency))
}

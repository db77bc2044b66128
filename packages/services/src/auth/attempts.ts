import type { Clock } from '@magpie-im/model'

interface Window {
  start: number
  count: number
}

/** Counts per key in windows of fixed length; a bounded number of keys. */
export class Attempts {
  readonly #clock: Clock
  readonly #limit: number
  readonly #windowMs: number
  readonly #windows = new Map<string, Window>()

  constructor(clock: Clock, { limit, windowMs }: { readonly limit: number; readonly windowMs: number }) {
    this.#clock = clock
    this.#limit = limit
    this.#windowMs = windowMs
  }

  exhausted(key: string): boolean {
    const window = this.#current(key)
    return window !== undefined && window.count >= this.#limit
  }

  count(key: string): void {
    const window = this.#current(key)
    if (window !== undefined) {
      window.count++
      return
    }
    this.#windows.delete(key)
    if (this.#windows.size >= mostKeys) this.#forgetOldest()
    this.#windows.set(key, { start: this.#clock.monotonic(), count: 1 })
  }

  /** Takes one back: it turned out to be none. */
  forgive(key: string): void {
    const window = this.#current(key)
    if (window !== undefined) window.count--
  }

  #current(key: string): Window | undefined {
    const window = this.#windows.get(key)
    return window !== undefined && this.#clock.monotonic() - window.start < this.#windowMs ? window : undefined
  }

  #forgetOldest(): void {
    const [oldest] = this.#windows.keys()
    if (oldest !== undefined) this.#windows.delete(oldest)
  }
}

const mostKeys = 100_000

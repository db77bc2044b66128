import type { Logger } from './ports.ts'

/** Whoever wants to know that something is no longer what it was: told once for all that changed at once, a moment later. */
export class Subscribers {
  readonly #logger: Logger
  readonly #listeners = new Set<() => void>()
  #isDue = false

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Returns what ends it. */
  add(listener: () => void): () => void {
    // The same function may be given twice.
    const one = () => listener()
    this.#listeners.add(one)
    return () => {
      this.#listeners.delete(one)
    }
  }

  clear(): void {
    this.#listeners.clear()
  }

  notify(): void {
    if (this.#isDue) return
    this.#isDue = true
    void Promise.resolve().then(() => {
      this.#isDue = false
      for (const listener of this.#listeners) this.#tell(listener)
    })
  }

  #tell(listener: () => void): void {
    try {
      listener()
    } catch (error) {
      this.#logger.log('warn', 'a subscriber threw', { error: error instanceof Error ? error.name : typeof error })
    }
  }
}

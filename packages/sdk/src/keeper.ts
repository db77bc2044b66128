import type { Logger, Store } from './ports.ts'

/** Everything a client keeps, in memory and, a moment later, in the store: changes are gathered, and one write is under way at a time. */
export class Keeper {
  readonly #store: Store
  readonly #account: string
  readonly #logger: Logger
  readonly #values = new Map<string, string>()
  #changes = new Map<string, string | undefined>()
  #writing: Promise<void> | undefined

  constructor(store: Store, account: string, logger: Logger) {
    this.#store = store
    this.#account = account
    this.#logger = logger
  }

  /** What was put before stays on top. */
  async load(): Promise<void> {
    for (const [key, value] of await this.#store.load(this.#account)) {
      if (!this.#changes.has(key) && !this.#values.has(key)) this.#values.set(key, value)
    }
  }

  get(key: string): unknown {
    const value = this.#values.get(key)
    return value === undefined ? undefined : JSON.parse(value)
  }

  list(prefix: string): unknown[] {
    return [...this.#values].filter(([key]) => key.startsWith(prefix)).map(([, value]) => JSON.parse(value))
  }

  put(key: string, value: unknown): void {
    const text = JSON.stringify(value)
    if (this.#values.get(key) === text) return
    this.#values.set(key, text)
    this.#change(key, text)
  }

  delete(key: string): void {
    if (this.#values.delete(key)) this.#change(key, undefined)
  }

  /** Resolves when the store has what was put so far, or could not take it. */
  async flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing
  }

  #change(key: string, value: string | undefined): void {
    this.#changes.set(key, value)
    this.#writing ??= this.#write()
  }

  async #write(): Promise<void> {
    await Promise.resolve()
    const changes = this.#changes
    this.#changes = new Map()
    try {
      await this.#store.write(this.#account, changes)
      this.#writing = this.#changes.size > 0 ? this.#write() : undefined
    } catch (error) {
      // They go with the next change.
      this.#changes = new Map([...changes, ...this.#changes])
      this.#writing = undefined
      this.#logger.log('warn', 'the store failed', { error: error instanceof Error ? error.name : typeof error })
    }
  }
}

import type { Batch, Clock, Compaction, Journal, Log, Timer } from '@magpie-im/model'

export interface CompactionsOptions {
  readonly journal: Journal
  readonly clock: Clock
  readonly log: Log
  /** From the end of one to the next. */
  readonly everyMs: number
}

const minuteMs = 60_000
/** A server that is started again every day compacts too. */
const firstMs = 10 * minuteMs
/** So many messages taken back do not wait for the next. */
const manyControls = 10_000
const leastMs = 60 * minuteMs

/** Has contents that are gone taken off the disk: from time to time, when there are many of them, and when the operator says so. */
export class Compactions {
  readonly #options: CompactionsOptions
  #timer: Timer | undefined
  #controls = 0
  #last: number
  #stopped = false
  /** The last that succeeded, and when, in milliseconds since 1970. */
  lastDone: (Compaction & { readonly at: number }) | undefined
  #running = 0
  #progress: { readonly done: number; readonly total: number } | undefined

  constructor(options: CompactionsOptions) {
    this.#options = options
    this.#last = options.clock.monotonic()
    options.journal.follow((batch) => this.#count(batch))
    this.#plan(Math.min(firstMs, options.everyMs))
  }

  /** How far the one that runs is. */
  get progress(): { readonly done: number; readonly total: number } | undefined {
    return this.#progress
  }

  get running(): boolean {
    return this.#running > 0
  }

  /** Runs one that nobody waits for; if it fails, the log says so. */
  begin(): void {
    this.run().catch((error: unknown) => {
      if (!this.#stopped) this.#options.log.warn('the journal could not be compacted and will be later', { error })
    })
  }

  /** Rejects with `StorageUnavailable` when the disk fails. */
  async run(): Promise<Compaction> {
    const { journal, clock, everyMs } = this.#options
    this.#timer?.cancel()
    this.#controls = 0
    this.#last = clock.monotonic()
    this.#running++
    try {
      const compaction = await journal.compact((done, total) => {
        this.#progress = { done, total }
      })
      this.lastDone = { ...compaction, at: clock.now() }
      return compaction
    } finally {
      this.#running--
      this.#progress = undefined
      this.#plan(everyMs)
    }
  }

  /** The one that runs ends with the journal. */
  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  #plan(ms: number): void {
    this.#timer?.cancel()
    if (!this.#stopped) this.#timer = this.#options.clock.after(ms, () => this.begin())
  }

  #count({ entries }: Batch): void {
    for (const { record } of entries) if (record.type === 'message-control' && record.only === undefined) this.#controls++
    if (this.#controls >= manyControls && this.#options.clock.monotonic() - this.#last >= leastMs) this.begin()
  }
}

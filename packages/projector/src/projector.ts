import type { Clock, JournalReader, Log, Position, Projection, Timer } from '@magpie-im/model'
import { transactionsOf } from './transactions.ts'

export interface ProjectorOptions {
  readonly reader: JournalReader
  readonly projection: Projection
  readonly clock: Clock
  /** Runs an action in a later turn of the event loop. */
  readonly soon: (action: () => void) => void
  readonly log: Log
  /** Told of every new watermark. */
  readonly onWatermark?: (watermark: Position) => void
  /** How long records gather for a transaction once everything before them is projected. */
  readonly gatherMs?: number
}

/** What is not projected yet is read from the tail, so nobody waits for it; each transaction has costs of its own. */
const defaultGatherMs = 40
const firstRetryMs = 100
const longestRetryMs = 10_000

/** Carries the journal's durable records into a projection, in order and never ahead of what is durable. */
export class Projector {
  readonly #options: ProjectorOptions
  readonly #gatherMs: number
  #durable: Position = 0
  #timer: Timer | undefined
  #pass: Promise<void> | undefined
  #retryMs = 0
  #stopped = false

  constructor(options: ProjectorOptions) {
    this.#options = options
    this.#gatherMs = options.gatherMs ?? defaultGatherMs
  }

  /** Everything before `position` is durable. */
  durable(position: Position): void {
    this.#durable = Math.max(this.#durable, position)
    this.#schedule(this.#gatherMs)
  }

  /** Ends with the transaction that is under way; nothing is projected after that. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#pass
  }

  #schedule(ms: number): void {
    if (this.#stopped || this.#timer || this.#pass || this.#options.projection.watermark >= this.#durable) return
    this.#timer = this.#options.clock.after(ms, () => {
      this.#timer = undefined
      this.#pass = this.#run()
    })
  }

  async #run(): Promise<void> {
    let wait = this.#gatherMs
    try {
      await this.#catchUp(this.#durable)
      if (this.#retryMs > 0) this.#options.log.info('projecting again')
      this.#retryMs = 0
    } catch (error) {
      if (this.#retryMs === 0) this.#options.log.error('projecting failed, trying again until it works', { error })
      this.#retryMs = Math.min(longestRetryMs, Math.max(firstRetryMs, 2 * this.#retryMs))
      wait = this.#retryMs
    }
    this.#pass = undefined
    this.#schedule(wait)
  }

  async #catchUp(durable: Position): Promise<void> {
    const { reader, projection, clock, soon, onWatermark } = this.#options
    for await (const { entries, end } of transactionsOf(reader.read(projection.watermark, durable), clock)) {
      if (this.#stopped) return
      await projection.apply(entries, end)
      onWatermark?.(projection.watermark)
      // A projection may do its work on this very thread: others get their turn between two transactions.
      await new Promise<void>((resolve) => soon(resolve))
    }
  }
}

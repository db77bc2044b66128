import type { Journal, Log } from '@magpie-im/model'
import type { WritersState } from './state.ts'

/** Saves the writers' state whenever the journal has grown by `everyBytes`, so that a start reads little. */
export class Checkpoints {
  readonly #journal: Journal
  readonly #state: WritersState
  readonly #log: Log
  #last: number
  #running: Promise<void> | undefined

  constructor({ journal, state, log, everyBytes }: { journal: Journal; state: WritersState; log: Log; everyBytes: number }) {
    this.#journal = journal
    this.#state = state
    this.#log = log
    this.#last = journal.durable
    journal.follow(({ end }) => {
      if (end - this.#last >= everyBytes) void this.save()
    })
  }

  /** One at a time; a failed one is logged and tried again with later growth. */
  save(): Promise<void> {
    this.#running ??= this.#save().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #save(): Promise<void> {
    this.#last = this.#journal.durable
    try {
      await this.#journal.checkpoint(this.#state.snapshot())
    } catch (error) {
      this.#log.warn('checkpoint failed', { error })
    }
  }
}

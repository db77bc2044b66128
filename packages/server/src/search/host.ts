import type { Clock, JournalReader, Log, Position } from '@magpie-im/model'
import { Projector } from '@magpie-im/projector'
import type { SearchStore } from '@magpie-im/storage'
import type { SearchCommand, SearchReport } from './messages.ts'

interface HostOptions {
  readonly store: SearchStore
  readonly reader: JournalReader & { close(): void }
  readonly durable: Position
  readonly clock: Clock
  readonly log: Log
  readonly post: (report: SearchReport) => void
}

/** Nobody waits for it, and large transactions cost less. */
const gatherMs = 500
/** It rests so many times as long as it works: a tenth of a core is what it may take from those who chat. */
const rests = 9

/** The thread's side: the index, and the projector that feeds it. */
export class SearchHost {
  readonly #options: HostOptions
  readonly #projector: Projector
  /** Of the last transaction. */
  #worked = 0
  /** Ends the present rest. */
  #wake: (() => void) | undefined
  #closing = false

  constructor(options: HostOptions) {
    const { store, reader, clock, log, durable } = options
    this.#options = options
    const soon = (action: () => void) => this.#rest(action)
    const projection = {
      get watermark() {
        return store.watermark
      },
      apply: async (...batch: Parameters<SearchStore['apply']>) => {
        const began = clock.monotonic()
        await store.apply(...batch)
        this.#worked = clock.monotonic() - began
      },
    }
    this.#projector = new Projector({ reader, projection, clock, soon, log, gatherMs })
    this.#projector.durable(durable)
  }

  async handle(command: SearchCommand): Promise<void> {
    if (command.type === 'durable') this.#projector.durable(command.position)
    else if (command.type === 'find') this.#find(command)
    else await this.#close()
  }

  #find({ id, search }: SearchCommand & { readonly type: 'find' }): void {
    const { store, log, post } = this.#options
    try {
      post({ type: 'found', id, found: store.find(search) })
    } catch (error) {
      log.error('a search failed', { error })
      post({ type: 'found', id, found: undefined })
    }
  }

  #rest(action: () => void): void {
    if (this.#closing) {
      action()
      return
    }
    const timer = this.#options.clock.after(rests * this.#worked, () => this.#wake?.())
    this.#wake = () => {
      timer.cancel()
      this.#wake = undefined
      action()
    }
  }

  /** At once: whoever stops the server does not wait for a rest, which is long where the processor was wanted by others. */
  async #close(): Promise<void> {
    this.#closing = true
    const stopped = this.#projector.stop()
    this.#wake?.()
    await stopped
    this.#options.reader.close()
    this.#options.store.close()
  }
}

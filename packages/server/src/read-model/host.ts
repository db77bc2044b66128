import type { Clock, JournalReader, Log, Position } from '@magpie-im/model'
import { Projector } from '@magpie-im/projector'
import type { Store } from '@magpie-im/storage'
import type { Answer, AskedRead, Command, Read, Report } from './messages.ts'

interface HostOptions {
  readonly store: Store
  readonly reader: JournalReader & { close(): void }
  readonly clock: Clock
  /** Runs an action in a later turn of the event loop. */
  readonly soon: (action: () => void) => void
  readonly log: Log
  readonly post: (report: Report) => void
}

/** The thread's side: a store, the projector that feeds it, and the reads it is asked for. */
export class Host {
  readonly #options: HostOptions
  readonly #projector: Projector

  constructor(options: HostOptions) {
    const { store, reader, clock, soon, log, post } = options
    this.#options = options
    const onWatermark = (watermark: Position) => post({ type: 'watermark', watermark })
    this.#projector = new Projector({ reader, projection: store, clock, soon, log, onWatermark })
    post({ type: 'opened', watermark: store.watermark })
  }

  async handle(command: Command): Promise<void> {
    switch (command.type) {
      case 'durable':
        this.#projector.durable(command.position)
        return
      case 'reads':
        await this.#readAll(command.reads)
        return
      case 'close':
        await this.#close()
    }
  }

  async #readAll(reads: readonly AskedRead[]): Promise<void> {
    const answers: Answer[] = []
    for (const asked of reads) answers.push(await this.#answer(asked))
    this.#options.post({ type: 'answers', answers })
  }

  async #answer({ id, read }: AskedRead): Promise<Answer> {
    try {
      return { id, snapshot: await this.#snapshot(read) }
    } catch (error) {
      this.#options.log.error('a read failed', { read: read.name, error })
      return { id, snapshot: undefined }
    }
  }

  #snapshot(read: Read): Promise<unknown> {
    const { store } = this.#options
    switch (read.name) {
      case 'conversations':
        return store.conversations(read.query)
      case 'messages':
        return store.messages(read.query)
      case 'friends':
        return store.friends(read.query)
      case 'priority':
        return store.priority(read.query)
      case 'signIns':
        return store.signIns(read.query)
      case 'devices':
        return store.devices(read.query)
      case 'audited':
        return store.audited(read.query)
      case 'statistics':
        return store.statistics(read.query)
      case 'file':
        return store.file(read.query)
      case 'fileUses':
        return store.fileUses(read.query)
      case 'uploaded':
        return store.uploaded(read.query)
      case 'reactionCounts':
        return store.reactionCounts(read.query)
      case 'reactions':
        return store.reactions(read.query)
      case 'pins':
        return store.pins(read.query)
      case 'mentions':
        return store.mentions(read.query)
      case 'files':
        return store.files(read.query)
    }
  }

  async #close(): Promise<void> {
    const { store, reader, log, post } = this.#options
    try {
      await this.#projector.stop()
      await store.close()
      reader.close()
    } catch (error) {
      log.error('the read model was not closed cleanly', { error })
    }
    post({ type: 'closed' })
  }
}

import { type Compaction, ImError, type JournalRecord, type Position } from '@magpie-im/model'
import type { Log } from '../log.ts'
import type { CompactionStep } from './compact-folder.ts'
import type { Compactor } from './compactor.ts'

export interface CompactionsOptions {
  readonly folder: string
  readonly log: Log
  readonly compactor: Compactor
  /** Ends the segment that is written to, so that it can be rewritten; gives up to where the journal is durable. */
  seal(): Promise<Position>
  /** Told of a segment that has another file now. */
  onReplaced(base: Position): void
}

type OnProgress = (done: number, total: number) => void

/** When the journal is compacted and what is told of it; one at a time. */
export class Compactions {
  readonly #options: CompactionsOptions
  /** Whether a record may have taken contents away that are still there. Nobody knows what was left before the start. */
  #mayBeDue = true
  #running: Promise<Compaction> | undefined
  #watching: OnProgress[] = []
  #stopped = false

  constructor(options: CompactionsOptions) {
    this.#options = options
  }

  appended(record: JournalRecord): void {
    if (record.type === 'message-control' || record.type === 'expiry') this.#mayBeDue = true
  }

  run(onProgress?: OnProgress): Promise<Compaction> {
    if (onProgress !== undefined) this.#watching.push(onProgress)
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
      this.#watching = []
    })
    return this.#running
  }

  /** Ends the one that runs, at whatever point it is; there is no other after it. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#options.compactor.stop()
    await this.#running?.catch(() => undefined)
  }

  async #run(): Promise<Compaction> {
    const { folder, compactor, seal } = this.#options
    const done = { segments: 0, bytesBefore: 0, bytesAfter: 0, damaged: 0 }
    if (!this.#mayBeDue) return done
    // What is appended from here on may not be seen any more.
    this.#mayBeDue = false
    try {
      const durable = await seal()
      if (this.#stopped) throw new Error('the journal is being closed')
      await compactor.run({ folder, durable }, (step) => this.#take(step, done))
    } catch (cause) {
      this.#mayBeDue = true
      throw new ImError('StorageUnavailable', { cause })
    }
    if (done.damaged > 0) this.#mayBeDue = true
    this.#options.log.info('the journal was compacted', done)
    return done
  }

  #take(step: CompactionStep, done: { segments: number; bytesBefore: number; bytesAfter: number; damaged: number }): void {
    const { log, onReplaced } = this.#options
    switch (step.kind) {
      case 'progress':
        for (const watcher of this.#watching) watcher(step.done, step.total)
        break
      case 'replaced':
        onReplaced(step.base)
        done.segments++
        done.bytesBefore += step.bytesBefore
        done.bytesAfter += step.bytesAfter
        break
      case 'damaged':
        done.damaged++
        log.error('a segment is damaged and was not compacted', { file: step.file, offset: step.offset, what: step.what })
        break
      case 'removed':
        log.info('what a start had cut off was removed: it may hold what is gone since', { file: step.file })
        break
      case 'pause':
        break
    }
  }
}

import { Worker } from 'node:worker_threads'
import {
  type Clock,
  type FoundMessage,
  ImError,
  type Journal,
  type Log,
  type MessageIndex,
  type MessageSearch,
  type Timer,
} from '@magpie-im/model'
import { canSeek, hasSought } from '@magpie-im/storage'
import type { SearchCommand, SearchReport, SearchStart } from './messages.ts'

export interface SearchThreadOptions {
  /** The journal's. */
  readonly folder: string
  readonly file: string
  readonly journal: Journal & { readonly identity: string }
  readonly clock: Clock
  readonly log: Log
  /** By default a thread of this process. */
  readonly start?: (start: SearchStart, listener: SearchListener) => StartedSearch
}

export interface SearchListener {
  report(report: SearchReport): void
  /** Called once; nothing is reported after it. */
  ended(error: Error | undefined): void
}

export interface StartedSearch {
  post(command: SearchCommand): void
  /** Ends it, whatever it is doing. */
  end(): void
}

interface Asked {
  readonly resolve: (found: readonly FoundMessage[]) => void
  readonly reject: (error: ImError) => void
}

const tellEveryMs = 500
const restartMs = 10_000
/** It has the lowest priority; what it had not finished it does again after the next start. */
const endPatienceMs = 2_000

/** The main thread's side of the search index. A thread that died is started again; until then searches are refused as `NotReady`. */
export class SearchThread implements MessageIndex {
  readonly #options: SearchThreadOptions
  readonly #asked = new Map<number, Asked>()
  readonly #closed = Promise.withResolvers<void>()
  #thread: StartedSearch | undefined
  #timer: Timer | undefined
  #lastId = 0
  #closing = false

  constructor(options: SearchThreadOptions) {
    this.#options = options
    this.#start()
    options.journal.follow(() => this.#tellSoon())
  }

  canSeek = canSeek
  matches = hasSought

  find(search: MessageSearch): Promise<readonly FoundMessage[]> {
    if (this.#thread === undefined || this.#closing) return Promise.reject(new ImError('NotReady'))
    const { promise, resolve, reject } = Promise.withResolvers<readonly FoundMessage[]>()
    this.#lastId++
    this.#asked.set(this.#lastId, { resolve, reject })
    this.#thread.post({ type: 'find', id: this.#lastId, search })
    return promise
  }

  /** Before the journal is closed. */
  async close(): Promise<void> {
    this.#closing = true
    this.#timer?.cancel()
    if (this.#thread === undefined) return
    this.#thread.post({ type: 'close' })
    const timer = this.#options.clock.after(endPatienceMs, () => this.#thread?.end())
    await this.#closed.promise
    timer.cancel()
  }

  #start(): void {
    const { folder, file, journal, start = startSearchThread } = this.#options
    const listener = { report: (report: SearchReport) => this.#report(report), ended: (error?: Error) => this.#ended(error) }
    this.#thread = start({ folder, file, journal: journal.identity, durable: journal.durable }, listener)
  }

  /** The index is in no hurry. */
  #tellSoon(): void {
    const { clock, journal } = this.#options
    if (this.#closing) return
    this.#timer ??= clock.after(tellEveryMs, () => {
      this.#timer = undefined
      this.#thread?.post({ type: 'durable', position: journal.durable })
    })
  }

  #report(report: SearchReport): void {
    if (report.type === 'log') this.#options.log[report.level](report.message, report.fields)
    else {
      const asked = this.#asked.get(report.id)
      this.#asked.delete(report.id)
      if (report.found === undefined) asked?.reject(new ImError('Internal'))
      else asked?.resolve(report.found)
    }
  }

  #ended(error: Error | undefined): void {
    this.#thread = undefined
    for (const asked of this.#asked.values()) asked.reject(new ImError('NotReady'))
    this.#asked.clear()
    this.#closed.resolve()
    if (this.#closing) return
    const { clock, log } = this.#options
    log.error('the search index stopped; searches are refused until it is started again', { error, inMs: restartMs })
    this.#timer?.cancel()
    this.#timer = clock.after(restartMs, () => {
      this.#timer = undefined
      this.#start()
    })
  }
}

function startSearchThread(workerData: SearchStart, listener: SearchListener): StartedSearch {
  const file = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js'
  const worker = new Worker(new URL(file, import.meta.url), { workerData, name: 'search' })
  let failure: Error | undefined
  worker.on('message', (report: SearchReport) => listener.report(report))
  worker.on('error', (error: Error) => {
    failure = error
  })
  worker.on('exit', () => listener.ended(failure))
  return {
    post: (command) => worker.postMessage(command),
    end: () => void worker.terminate(),
  }
}

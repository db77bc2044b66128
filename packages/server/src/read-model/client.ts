import { type Clock, ImError, type Log, type Position, type Timer } from '@magpie-im/model'
import { type ReadEngine, ReadModelAhead, type Snapshot } from '@magpie-im/storage'
import { StartError } from '../start-error.ts'
import type { Answer, AskedRead, Read, Report, ThreadStart } from './messages.ts'
import type { StartThread, Thread } from './worker.ts'

interface ClientOptions {
  readonly start: Omit<ThreadStart, 'durable'>
  readonly startThread: StartThread
  readonly clock: Clock
  /** Runs an action in a later turn of the event loop. */
  readonly soon: (action: () => void) => void
  readonly log: Log
  /** Told where the store stands: further on than before, or back where one that was rebuilt stands. */
  readonly onWatermark: (watermark: Position) => void
}

interface Asked {
  readonly resolve: (snapshot: unknown) => void
  readonly reject: (error: ImError) => void
}

const firstRestartMs = 100
const longestRestartMs = 10_000
/** Who asks among many others waits for these at most. */
const mostReadsAtOnce = 100
/** The thread gathers for longer before it projects anything; telling it more often would wake it for nothing. */
const tellMs = 10

/**
 * The main thread's side: an engine whose store lives on a thread of its own. A thread that died is started again;
 * until it has opened the store, reads are refused as `NotReady`.
 */
export class Client implements ReadEngine {
  readonly #options: ClientOptions
  readonly #opening = Promise.withResolvers<void>()
  readonly #closed = Promise.withResolvers<void>()
  readonly #asked = new Map<number, Asked>()
  /** Of this turn, or since the thread began with those before; waking it costs more than most reads. */
  #toAsk: AskedRead[] = []
  /** Commands with reads that the thread has not answered. */
  #unanswered = 0
  #state: 'starting' | 'open' | 'down' | 'closing' | 'closed' = 'starting'
  #thread: Thread | undefined
  /** Why the thread that is about to end could not open the store. */
  #refusal: Error | undefined
  #opened = false
  #restart: Timer | undefined
  #restartMs = 0
  #lastId = 0
  #durable: Position
  /** Up to where the thread is to project, and what it was told of that. */
  #goal: Position = 0
  #told: Position = 0

  private constructor(options: ClientOptions, durable: Position) {
    this.#options = options
    this.#durable = durable
    this.#start()
  }

  /** Throws what the store was refused for, such as `ReadModelAhead`. */
  static async open(options: ClientOptions, durable: Position): Promise<Client> {
    const client = new Client(options, durable)
    await client.#opening.promise
    return client
  }

  conversations: ReadEngine['conversations'] = (query) => this.#ask({ name: 'conversations', query })
  messages: ReadEngine['messages'] = (query) => this.#ask({ name: 'messages', query })
  friends: ReadEngine['friends'] = (query) => this.#ask({ name: 'friends', query })
  priority: ReadEngine['priority'] = (query) => this.#ask({ name: 'priority', query })
  signIns: ReadEngine['signIns'] = (query) => this.#ask({ name: 'signIns', query })
  devices: ReadEngine['devices'] = (query) => this.#ask({ name: 'devices', query })
  audited: ReadEngine['audited'] = (query) => this.#ask({ name: 'audited', query })
  statistics: ReadEngine['statistics'] = (query) => this.#ask({ name: 'statistics', query })
  file: ReadEngine['file'] = (query) => this.#ask({ name: 'file', query })
  fileUses: ReadEngine['fileUses'] = (query) => this.#ask({ name: 'fileUses', query })
  uploaded: ReadEngine['uploaded'] = (query) => this.#ask({ name: 'uploaded', query })
  reactionCounts: ReadEngine['reactionCounts'] = (query) => this.#ask({ name: 'reactionCounts', query })
  reactions: ReadEngine['reactions'] = (query) => this.#ask({ name: 'reactions', query })
  pins: ReadEngine['pins'] = (query) => this.#ask({ name: 'pins', query })
  mentions: ReadEngine['mentions'] = (query) => this.#ask({ name: 'mentions', query })
  files: ReadEngine['files'] = (query) => this.#ask({ name: 'files', query })

  /**
   * Everything before `position` is durable, and is to be projected from now on. The thread is told some milliseconds later,
   * when everybody here knows what became durable, so that no snapshot has what the asker's `asOf` does not know of yet.
   */
  durable(position: Position): void {
    const waits = this.#goal > this.#told
    this.#durable = position
    this.#goal = position
    if (!waits) this.#options.clock.after(tellMs, () => this.#tell())
  }

  async close(): Promise<void> {
    if (this.#state === 'down') this.#end('closed')
    if (this.#state === 'starting' || this.#state === 'open') {
      this.#postReads()
      this.#state = 'closing'
      this.#thread?.post({ type: 'close' })
    }
    await this.#closed.promise
  }

  #start(): void {
    const { startThread, start } = this.#options
    this.#told = 0
    this.#thread = startThread(
      { ...start, durable: this.#durable },
      { report: (report) => this.#report(report), ended: (error) => this.#ended(error) },
    )
  }

  /** Behind the reads, whose snapshots must not have what their askers do not know of yet. */
  #tell(): void {
    this.#postReads()
    if (this.#state !== 'open' || this.#told >= this.#goal) return
    this.#told = this.#goal
    this.#thread?.post({ type: 'durable', position: this.#goal })
  }

  #ask<T>(read: Read): Promise<Snapshot<T>> {
    if (this.#state !== 'open') return Promise.reject(new ImError('NotReady'))
    const { promise, resolve, reject } = Promise.withResolvers<Snapshot<T>>()
    this.#lastId += 1
    this.#asked.set(this.#lastId, { resolve: (snapshot) => resolve(snapshot as Snapshot<T>), reject }) // as: the answer to this read
    if (this.#toAsk.length === 0 && this.#unanswered === 0) this.#options.soon(() => this.#postReads())
    this.#toAsk.push({ id: this.#lastId, read })
    return promise
  }

  #postReads(): void {
    if (this.#toAsk.length === 0) return
    const reads = this.#toAsk
    this.#toAsk = []
    for (let from = 0; from < reads.length; from += mostReadsAtOnce) {
      this.#unanswered++
      this.#thread?.post({ type: 'reads', reads: reads.slice(from, from + mostReadsAtOnce) })
    }
  }

  #report(report: Report): void {
    const { log, onWatermark } = this.#options
    switch (report.type) {
      case 'opened':
        this.#open(report.watermark)
        break
      case 'watermark':
        this.#restartMs = 0
        onWatermark(report.watermark)
        break
      case 'answers':
        this.#unanswered--
        for (const answer of report.answers) this.#answered(answer)
        if (this.#unanswered === 0) this.#postReads()
        break
      case 'log':
        log[report.level](report.message, report.fields)
        break
      case 'refused':
        this.#refusal = refusalOf(report)
        break
      case 'damaged':
        this.#thread?.end()
        break
      case 'closed':
        this.#end('closed')
    }
  }

  #open(watermark: Position): void {
    this.#opened = true
    if (this.#state === 'starting') this.#state = 'open'
    this.#options.onWatermark(watermark)
    this.#opening.resolve()
    this.#tell()
  }

  #answered({ id, snapshot }: Answer): void {
    const asked = this.#asked.get(id)
    this.#asked.delete(id)
    if (snapshot === undefined) asked?.reject(new ImError('Internal'))
    else asked?.resolve(snapshot)
  }

  #ended(failure: Error | undefined): void {
    const error = this.#refusal ?? failure
    this.#thread = undefined
    this.#refusal = undefined
    if (this.#state === 'closed') return
    if (this.#state === 'closing' || !this.#opened) {
      this.#opening.reject(error ?? new ImError('NotReady'))
      this.#end('closed')
    } else {
      this.#end('down')
      this.#startAgain(error)
    }
  }

  #startAgain(error: Error | undefined): void {
    this.#restartMs = Math.min(longestRestartMs, Math.max(firstRestartMs, 2 * this.#restartMs))
    this.#options.log.error('the read model stopped; reads are refused until it is started again', { error, inMs: this.#restartMs })
    this.#restart = this.#options.clock.after(this.#restartMs, () => {
      this.#state = 'starting'
      this.#start()
    })
  }

  #end(state: 'down' | 'closed'): void {
    this.#state = state
    this.#restart?.cancel()
    for (const asked of this.#asked.values()) asked.reject(new ImError('NotReady'))
    this.#asked.clear()
    this.#toAsk = []
    this.#unanswered = 0
    if (state === 'closed') this.#closed.resolve()
  }
}

function refusalOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  return name === 'ReadModelAhead' ? new ReadModelAhead() : new StartError(`cannot open the read model: ${message}`)
}

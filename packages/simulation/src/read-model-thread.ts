import { type Disk, openSimulatedReader, type Random } from '@magpie-im/journal'
import type { Log } from '@magpie-im/model'
import { ReadModelHost, type StartThread } from '@magpie-im/server'
import { openSqlite, type SqliteStore } from '@magpie-im/storage'
import type { Life } from './life.ts'
import { Mailbox } from './mailbox.ts'

type Start = Parameters<StartThread>[0]
type Listener = Parameters<StartThread>[1]
type Report = Parameters<Listener['report']>[0]
type Command = Parameters<ReturnType<StartThread>['post']>[0]

export interface ReadModelThreadOptions {
  readonly random: Random
  readonly disk: Disk
  /** The process. */
  readonly life: Life
  /** Of the thread. */
  readonly newLife: () => Life
  readonly bootId: string
}

/** The thread of the read model, with a real database, in the one thread that a simulation has. */
export class ReadModelThreads {
  readonly #options: ReadModelThreadOptions
  #store: SqliteStore | undefined

  constructor(options: ReadModelThreadOptions) {
    this.#options = options
  }

  readonly start: StartThread = (start, listener) => {
    const { life, newLife, random } = this.#options
    const own = newLife()
    const reports = new Mailbox<Report>(life, random, (report) => listener.report(report))
    const ended = new Mailbox<undefined>(life, random, () => listener.ended(undefined))
    const end = () => {
      own.end()
      this.release()
      ended.post(undefined)
    }
    const post = (report: Report) => {
      reports.post(report)
      if (report.type === 'closed') end()
    }
    let host: ReadModelHost | undefined
    const commands = new Mailbox<Command>(own, random, (command) => void host?.handle(command))
    own.after(random(), () => {
      host = this.#open(start, own, post)
      if (host === undefined) end()
    })
    // A query may hold what its asker goes on to change; between threads it is copied.
    return { post: (command) => commands.post(command.type === 'reads' ? structuredClone(command) : command), end }
  }

  /** Lets go of the file, in whatever state it is. */
  release(): void {
    this.#store?.abandon()
    this.#store = undefined
  }

  #open({ folder, file, journal, durable }: Start, own: Life, post: (report: Report) => void): ReadModelHost | undefined {
    const { disk, bootId } = this.#options
    const logAt =
      (level: keyof Log) =>
      (message: string, fields: object = {}) =>
        post({ type: 'log', level, message, fields })
    const log: Log = { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') }
    try {
      this.#store = openSqlite({ file, journal, durable, readFrom: durable, log, bootId, onDamage: () => post({ type: 'damaged' }) })
      const reader = openSimulatedReader(disk, folder, own.soon)
      return new ReadModelHost({ store: this.#store, reader, clock: own, soon: own.soon, log, post })
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error))
      post({ type: 'refused', name, message })
      return undefined
    }
  }
}

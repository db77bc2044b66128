import type { DatabaseSync } from 'node:sqlite'
import type {
  Audited,
  Entry,
  Friend,
  KnownDevice,
  Message,
  PeriodStatistics,
  Position,
  SignIn,
  SignInsQuery,
  StatisticsQuery,
  UserId,
} from '@magpie-im/model'
import type { ConversationRows, ConversationRowsQuery, PriorityRows, PriorityRowsQuery, ReadEngine, Snapshot, Store } from '../../engine.ts'
import { metaSql } from '../meta.ts'
import { messagesIndex } from '../schema.ts'
import { isDamage } from './damage.ts'
import { emptyLog, memoryOnly } from './database.ts'
import { SqliteReads } from './reads.ts'
import { change, query } from './statement.ts'
import { SqliteWrites } from './writes.ts'

interface Owner {
  /** The file turned out to be damaged; it is looked at when it is opened again. */
  damaged(): void
  /** The database was closed, with nothing left in its write-ahead log. */
  closed(): void
}

/** The read model in one SQLite file. Every call does its work before it returns. */
export class SqliteStore implements Store {
  readonly #database: DatabaseSync
  readonly #owner: Owner
  readonly #reads: SqliteReads
  readonly #writes: SqliteWrites
  readonly #putMeta
  #watermark: Position
  /** Until a rebuild has come here, nothing of it counts. */
  #rebuildTo: Position | undefined

  /** `rebuildTo`: it is empty and has no `messagesIndex` yet. */
  constructor(database: DatabaseSync, owner: Owner, rebuildTo?: Position) {
    this.#database = database
    this.#owner = owner
    this.#rebuildTo = rebuildTo
    this.#reads = new SqliteReads(database)
    this.#writes = new SqliteWrites(database)
    this.#putMeta = change(database, metaSql.put)
    this.#watermark = Number(query<{ value: string }>(database, metaSql.get).get('watermark')?.value ?? 0)
  }

  get watermark(): Position {
    return this.#watermark
  }

  async apply(entries: readonly Entry[], end: Position): Promise<void> {
    try {
      const isOnTheWay = this.#rebuildTo !== undefined && end < this.#rebuildTo && !this.#writes.isFull
      if (isOnTheWay) this.#transaction(() => this.#writes.put(entries))
      else this.#finish(entries, end)
    } catch (error) {
      this.#writes.forget(this.#rebuildTo !== undefined)
      throw error
    }
  }

  /** At its end a rebuild writes once what would have changed again and again. */
  #finish(entries: readonly Entry[], end: Position): void {
    const isRebuilt = this.#rebuildTo !== undefined
    // An index of numbers is sorted on the disk, where it needs no memory.
    if (isRebuilt) this.#database.exec('PRAGMA temp_store = FILE')
    const removed = this.#transaction(() => {
      this.#writes.put(entries)
      if (isRebuilt) this.#database.exec(messagesIndex)
      const removed = this.#writes.finish()
      this.#putMeta('watermark', String(end))
      return removed
    })
    if (isRebuilt) this.#database.exec(memoryOnly)
    this.#rebuildTo = undefined
    this.#watermark = end
    if (removed) this.#database.exec(emptyLog)
  }

  async conversations(wanted: ConversationRowsQuery): Promise<Snapshot<ConversationRows>> {
    return this.#snapshot(() => this.#reads.conversations(wanted))
  }

  async messages(wanted: Parameters<ReadEngine['messages']>[0]): Promise<Snapshot<readonly Message[]>> {
    return this.#snapshot(() => this.#reads.messages(wanted))
  }

  async friends(wanted: Parameters<ReadEngine['friends']>[0]): Promise<Snapshot<readonly Friend[]>> {
    return this.#snapshot(() => this.#reads.friends(wanted))
  }

  async priority(wanted: PriorityRowsQuery): Promise<Snapshot<PriorityRows>> {
    return this.#snapshot(() => this.#reads.priority.read(wanted))
  }

  async signIns(wanted: SignInsQuery): Promise<Snapshot<readonly SignIn[]>> {
    return this.#snapshot(() => this.#reads.accounts.signIns(wanted))
  }

  async devices(wanted: { readonly user: UserId }): Promise<Snapshot<readonly KnownDevice[]>> {
    return this.#snapshot(() => this.#reads.accounts.devices(wanted))
  }

  async audited(wanted: Parameters<ReadEngine['audited']>[0]): Promise<Snapshot<readonly Audited[]>> {
    return this.#snapshot(() => this.#reads.accounts.audited(wanted))
  }

  async statistics(wanted: StatisticsQuery): Promise<Snapshot<readonly PeriodStatistics[]>> {
    return this.#snapshot(() => this.#reads.accounts.statistics(wanted))
  }

  async file(wanted: Parameters<ReadEngine['file']>[0]): ReturnType<ReadEngine['file']> {
    return this.#snapshot(() => this.#reads.files.file(wanted))
  }

  async fileUses(wanted: Parameters<ReadEngine['fileUses']>[0]): ReturnType<ReadEngine['fileUses']> {
    return this.#snapshot(() => this.#reads.files.fileUses(wanted))
  }

  async uploaded(wanted: Parameters<ReadEngine['uploaded']>[0]): ReturnType<ReadEngine['uploaded']> {
    return this.#snapshot(() => this.#reads.files.uploaded(wanted))
  }

  async files(wanted: Parameters<ReadEngine['files']>[0]): ReturnType<ReadEngine['files']> {
    return this.#snapshot(() => this.#reads.files.files(wanted))
  }

  async reactionCounts(wanted: Parameters<ReadEngine['reactionCounts']>[0]): ReturnType<ReadEngine['reactionCounts']> {
    return this.#snapshot(() => this.#reads.annotations.reactionCounts(wanted))
  }

  async reactions(wanted: Parameters<ReadEngine['reactions']>[0]): ReturnType<ReadEngine['reactions']> {
    return this.#snapshot(() => this.#reads.annotations.reactions(wanted))
  }

  async pins(wanted: Parameters<ReadEngine['pins']>[0]): ReturnType<ReadEngine['pins']> {
    return this.#snapshot(() => this.#reads.annotations.pins(wanted))
  }

  async mentions(wanted: Parameters<ReadEngine['mentions']>[0]): ReturnType<ReadEngine['mentions']> {
    return this.#snapshot(() => this.#reads.mentions.newest(wanted))
  }

  async close(): Promise<void> {
    this.#database.exec(emptyLog)
    this.#database.close()
    this.#owner.closed()
  }

  /** Lets go of the file as whoever works with it and ends does; it does not count as closed. */
  abandon(): void {
    if (this.#database.isOpen) this.#database.close()
  }

  #snapshot<T>(read: () => T): Snapshot<T> {
    return { watermark: this.#watermark, found: this.#transaction(read) }
  }

  #transaction<T>(work: () => T): T {
    try {
      this.#database.exec('BEGIN')
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      if (isDamage(error)) this.#owner.damaged()
      throw error
    }
  }
}

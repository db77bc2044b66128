import type { DatabaseSync } from 'node:sqlite'
import type { ConversationId, Entry, Position, Stamp, StatisticsPeriod, UserId } from '@magpie-im/model'
import { countNames, type HourTally, keptFor, startOf, Tally } from '../../tally.ts'
import { metaSql } from '../meta.ts'
import { emptyStatisticsSql, statisticsSql } from '../statistics.ts'
import { LastActive } from './last-active.ts'
import { change, query } from './statement.ts'

/** Counts what is projected, each record once however often it is applied. */
export class SqliteStatisticsWrites {
  readonly #database: DatabaseSync
  readonly #add
  readonly #begin
  readonly #prune
  readonly #counted
  readonly #putMeta
  readonly #users
  readonly #conversations
  #tally = new Tally()
  #from: Position = 0
  /** What it was when the last transaction ended, unless that failed. */
  #stored: Position = 0

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#add = change(database, statisticsSql.add)
    this.#begin = change(database, statisticsSql.begin)
    this.#prune = change(database, statisticsSql.prune)
    this.#users = new LastActive<UserId>(database, countNames.activeUsers)
    this.#conversations = new LastActive<ConversationId>(database, countNames.activeConversations)
    this.#counted = query<{ readonly value: string }>(database, metaSql.get)
    this.#putMeta = change(database, metaSql.put)
  }

  /** Before the records of a transaction. */
  start(): void {
    this.#tally = new Tally()
    this.#from = Number(this.#counted.get('counted')?.value ?? 0)
    if (this.#from === this.#stored) return
    this.#users.clear()
    this.#conversations.clear()
  }

  /** `isNew`: a user or a group that was not there before. */
  count({ record, position }: Entry, isNew: boolean): void {
    if (position > this.#from) this.#tally.add(record, isNew)
  }

  /** After the last of them. */
  store(last: Position): void {
    for (const hour of this.#tally.hours) this.#store(hour)
    this.#stored = Math.max(last, this.#from)
    this.#putMeta('counted', String(this.#stored))
  }

  /** Writes who was active, which may wait for as long as all others are told to wait. */
  finish(): void {
    this.#users.store()
    this.#conversations.store()
  }

  get waiting(): number {
    return this.#users.waiting + this.#conversations.waiting
  }

  /** Counting begins anew. */
  startOver(): void {
    for (const sql of emptyStatisticsSql) this.#database.exec(sql)
    this.#putMeta('counted', '0')
  }

  #store({ start, counts, users, conversations }: HourTally): void {
    const day = startOf('day', start)
    for (const [name, count] of counts) {
      this.#increase('hour', start, name, count)
      this.#increase('day', day, name, count)
    }
    this.#active(start, this.#users, users)
    this.#active(start, this.#conversations, conversations)
    this.#prune('hour', start - keptFor.hour)
    this.#prune('day', day - keptFor.day)
  }

  /** Hours come in order: who was active last in an earlier one is so in this one for the first time. */
  #active<Id extends UserId | ConversationId>(start: Stamp, last: LastActive<Id>, ids: Iterable<Id>): void {
    const day = startOf('day', start)
    let [inHour, inDay] = [0, 0]
    for (const id of ids) {
      const before = last.hourOf(id)
      if (before >= start) continue
      inHour++
      if (before < day) inDay++
      last.set(id, start)
    }
    this.#increase('hour', start, last.name, inHour)
    this.#increase('day', day, last.name, inDay)
  }

  #increase(...[per, start, name, count]: readonly [StatisticsPeriod, Stamp, string, number]): void {
    if (count > 0 && this.#add(count, per, start, name) === 0) this.#begin(count, per, start, name)
  }
}

import type { DatabaseSync } from 'node:sqlite'
import type { ConversationId, Entry, Position, Stamp, StatisticsPeriod, UserId } from '@magpie-im/model'
import { countNames, type HourTally, keptFor, startOf, Tally } from '../../tally.ts'
import { metaSql } from '../meta.ts'
import { type ActiveRow, statisticsSql } from '../statistics.ts'
import { change, query } from './statement.ts'

/** Counts what is projected, each record once however often it is applied. */
export class SqliteStatisticsWrites {
  readonly #add
  readonly #begin
  readonly #prune
  readonly #getActive
  readonly #putActive
  readonly #oldActive
  readonly #deleteActive
  readonly #counted
  readonly #putMeta
  readonly #known = new KnownActive()
  #tally = new Tally()
  #from: Position = 0
  /** What it was when the last transaction ended, unless that failed. */
  #stored: Position = 0

  constructor(database: DatabaseSync) {
    this.#add = change(database, statisticsSql.add)
    this.#begin = change(database, statisticsSql.begin)
    this.#prune = change(database, statisticsSql.prune)
    this.#getActive = query<Pick<ActiveRow, 'id'>>(database, statisticsSql.getActive)
    this.#putActive = change(database, statisticsSql.putActive)
    this.#oldActive = query<ActiveRow>(database, statisticsSql.oldActive)
    this.#deleteActive = change(database, statisticsSql.deleteActive)
    this.#counted = query<{ readonly value: string }>(database, metaSql.get)
    this.#putMeta = change(database, metaSql.put)
  }

  /** Before the records of a transaction. */
  start(): void {
    this.#tally = new Tally()
    this.#from = Number(this.#counted.get('counted')?.value ?? 0)
    if (this.#from !== this.#stored) this.#known.clear()
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

  #store({ start, counts, users, conversations }: HourTally): void {
    const day = startOf('day', start)
    for (const [name, count] of counts) {
      this.#increase('hour', start, name, count)
      this.#increase('day', day, name, count)
    }
    this.#active(start, countNames.activeUsers, users)
    this.#active(start, countNames.activeConversations, conversations)
    this.#forget('hour', start)
    this.#forget('day', day)
  }

  /** Who was active in the hour already was so in the day. */
  #active(start: Stamp, name: string, ids: Iterable<UserId | ConversationId>): void {
    const day = startOf('day', start)
    const inHour = Array.from(this.#known.without(start, ids), String).filter((id) => this.#isFirst('hour', start, name, id))
    const inDay = inHour.filter((id) => this.#isFirst('day', day, name, id))
    this.#increase('hour', start, name, inHour.length)
    this.#increase('day', day, name, inDay.length)
  }

  #isFirst(...key: readonly [per: StatisticsPeriod, start: Stamp, name: string, id: string]): boolean {
    return this.#getActive.get(...key) === undefined && this.#putActive(...key) > 0
  }

  #increase(...[per, start, name, count]: readonly [StatisticsPeriod, Stamp, string, number]): void {
    if (count > 0 && this.#add(count, per, start, name) === 0) this.#begin(count, per, start, name)
  }

  /** Old counts, and a step through those who were active in periods that are over. */
  #forget(per: StatisticsPeriod, current: Stamp): void {
    this.#prune(per, current - keptFor[per])
    for (const { start, name, id } of this.#oldActive.all(per, current)) this.#deleteActive(per, start, name, id)
  }
}

/** Most ids that are remembered beside the database. */
const mostKnown = 100_000

/** Users and conversations known to be stored as active in one hour, so that the database is asked once for each. */
class KnownActive {
  readonly #ids = new Set<UserId | ConversationId>()
  #hour: Stamp = 0

  /** Those of `ids` that are not known, which are so from now on. */
  without(hour: Stamp, ids: Iterable<UserId | ConversationId>): (UserId | ConversationId)[] {
    if (hour !== this.#hour || this.#ids.size > mostKnown) this.clear()
    this.#hour = hour
    const unknown: (UserId | ConversationId)[] = []
    for (const id of ids) {
      if (this.#ids.has(id)) continue
      this.#ids.add(id)
      unknown.push(id)
    }
    return unknown
  }

  clear(): void {
    this.#ids.clear()
  }
}

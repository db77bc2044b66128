import type { DatabaseSync } from 'node:sqlite'
import type { Entry, Position } from '@magpie-im/model'
import { countNames, keptFor, type Period, type PeriodTally, Tally } from '../../tally.ts'
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
  #tally = new Tally()
  #from: Position = 0

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
  }

  /** `isNew`: a user or a group that was not there before. */
  count({ record, position }: Entry, isNew: boolean): void {
    if (position > this.#from) this.#tally.add(record, isNew)
  }

  /** After the last of them. */
  store(last: Position): void {
    for (const period of this.#tally.periods) this.#store(period)
    if (last > this.#from) this.#putMeta('counted', String(last))
  }

  #store(period: PeriodTally): void {
    const { activeUsers, activeConversations } = countNames
    const active: readonly (readonly [string, Iterable<unknown>])[] = [
      [activeUsers, period.users],
      [activeConversations, period.conversations],
    ]
    for (const [name, ids] of active) this.#increase(period, name, this.#countNew(period, name, ids))
    for (const [name, count] of period.counts) this.#increase(period, name, count)
    this.#prune(period.per, period.start - keptFor[period.per])
    for (const { start, name, id } of this.#oldActive.all(period.per, period.start)) this.#deleteActive(period.per, start, name, id)
  }

  #countNew({ per, start }: Period, name: string, ids: Iterable<unknown>): number {
    let count = 0
    for (const id of ids) {
      const key = [per, start, name, String(id)] as const
      if (this.#getActive.get(...key) === undefined) count += this.#putActive(...key)
    }
    return count
  }

  #increase({ per, start }: Period, name: string, count: number): void {
    if (count > 0 && this.#add(count, per, start, name) === 0) this.#begin(count, per, start, name)
  }
}

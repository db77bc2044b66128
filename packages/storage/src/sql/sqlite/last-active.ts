import type { DatabaseSync } from 'node:sqlite'
import type { ConversationId, Stamp, UserId } from '@magpie-im/model'
import { type ActiveRow, putActiveSql, statisticsSql } from '../statistics.ts'
import { changeMany, query } from './statement.ts'

/** Most ids that are remembered beside the database. */
const mostKnown = 250_000

/** In which hour each user, or each conversation, was active last. */
export class LastActive<Id extends UserId | ConversationId> {
  readonly name: string
  readonly #get
  readonly #put
  readonly #hours = new Map<Id, Stamp>()
  readonly #changed = new Set<Id>()

  constructor(database: DatabaseSync, name: string) {
    this.name = name
    this.#get = query<ActiveRow>(database, statisticsSql.getActive)
    this.#put = changeMany<Id>(database, {
      ...putActiveSql,
      addValues: (values, id) => values.push(name, String(id), this.hourOf(id)),
    })
  }

  /** How many changes are not stored. */
  get waiting(): number {
    return this.#changed.size
  }

  hourOf(id: Id): Stamp {
    const known = this.#hours.get(id)
    if (known !== undefined) return known
    const hour = this.#get.get(this.name, String(id))?.start ?? Number.NEGATIVE_INFINITY
    this.#hours.set(id, hour)
    return hour
  }

  set(id: Id, hour: Stamp): void {
    this.#hours.set(id, hour)
    this.#changed.add(id)
  }

  store(): void {
    this.#put([...this.#changed])
    this.#changed.clear()
    if (this.#hours.size > mostKnown) this.#hours.clear()
  }

  /** What was not stored is forgotten too. */
  clear(): void {
    this.#hours.clear()
    this.#changed.clear()
  }
}

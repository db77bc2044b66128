import type { DatabaseSync } from 'node:sqlite'
import type { AuditRecord, SignInRecord, Stamp } from '@magpie-im/model'
import { auditLogSql } from '../audit-log.ts'
import { type AgingTable, agingTables, oldRowSql, pruneSql } from '../old-rows.ts'
import { addDeviceValues, addSignInValues, putDevicesSql, putSignInsSql } from '../sign-ins.ts'
import { change, changeMany, query } from './statement.ts'

const day = 86_400_000_000
const keptFor: Readonly<Record<AgingTable, number>> = { priority_messages: 30 * day, sign_ins: 90 * day, devices: 90 * day }

/** Puts who signed in and what was done, and removes what is old. */
export class SqliteAccountWrites {
  readonly #putSignIns
  readonly #putDevices
  readonly #putAudited
  readonly #aging

  constructor(database: DatabaseSync) {
    this.#putSignIns = changeMany(database, { ...putSignInsSql, addValues: addSignInValues })
    this.#putDevices = changeMany(database, { ...putDevicesSql, addValues: addDeviceValues })
    this.#putAudited = change(database, auditLogSql.put)
    this.#aging = agingTables.map((table) => {
      const oldRow = query<{ readonly stamp: Stamp }>(database, oldRowSql(table))
      return { keptFor: keptFor[table], oldRow, prune: change(database, pruneSql(table)) }
    })
  }

  signedIn(records: readonly SignInRecord[]): void {
    this.#putSignIns(records)
    this.#putDevices(records.filter(({ result }) => result === 'ok'))
  }

  audited({ stamp, actor, action, subject, detail }: AuditRecord): void {
    this.#putAudited(stamp, actor, action, subject, detail)
  }

  /** A bounded step through what is too old at `now`, the time of the newest record. */
  prune(now: Stamp): void {
    for (const { keptFor, oldRow, prune } of this.#aging) {
      const before = now - keptFor
      prune(oldRow.get(before)?.stamp ?? before - 1)
    }
  }
}

import type { DatabaseSync } from 'node:sqlite'
import type { Audited, KnownDevice, PeriodStatistics, SignIn, SignInsQuery, Stamp, StatisticsQuery, UserId } from '@magpie-im/model'
import { startOf, statisticsOf } from '../../tally.ts'
import { auditLogSql } from '../audit-log.ts'
import { type DeviceRow, knownDeviceOf, type SignInRow, signInOf, signInsSql } from '../sign-ins.ts'
import { type CountRow, statisticsSql } from '../statistics.ts'
import { query } from './statement.ts'

/** Who signed in and what was done, for those who look after a server. */
export class SqliteAccountReads {
  readonly #signIns
  readonly #signInsOfUser
  readonly #devices
  readonly #audited
  readonly #counts

  constructor(database: DatabaseSync) {
    this.#signIns = query<SignInRow>(database, signInsSql.list)
    this.#signInsOfUser = query<SignInRow>(database, signInsSql.ofUser)
    this.#devices = query<DeviceRow>(database, signInsSql.devices)
    this.#audited = query<Audited>(database, auditLogSql.list)
    this.#counts = query<CountRow>(database, statisticsSql.read)
  }

  signIns({ user, before, limit }: SignInsQuery): SignIn[] {
    const rows = user === undefined ? this.#signIns.all(before, limit) : this.#signInsOfUser.all(user, before, limit)
    return rows.map(signInOf)
  }

  devices({ user }: { readonly user: UserId }): KnownDevice[] {
    return this.#devices.all(user).map(knownDeviceOf)
  }

  audited({ before, limit }: { readonly before: Stamp; readonly limit: number }): Audited[] {
    return this.#audited.all(before, limit).map((row) => ({ ...row }))
  }

  statistics({ from, to, per }: StatisticsQuery): PeriodStatistics[] {
    const periods = new Map<Stamp, Map<string, number>>()
    for (const { start, name, count } of this.#counts.iterate(per, startOf(per, from * 1000), to * 1000)) {
      const counts = periods.get(start) ?? new Map<string, number>()
      periods.set(start, counts.set(name, count))
    }
    return Array.from(periods, ([start, counts]) => statisticsOf(start, counts))
  }
}

import type {
  Audited,
  AuditRecord,
  Entry,
  KnownDevice,
  PeriodStatistics,
  Position,
  SignIn,
  SignInRecord,
  SignInsQuery,
  Stamp,
  StatisticsQuery,
  UserId,
} from '@magpie-im/model'
import { mostDevices } from '../engine.ts'
import { auditedOf, deviceOf, signInOf } from '../record-facts.ts'
import { countNames, startOf, statisticsOf, Tally } from '../tally.ts'

/** Who signed in, what was done and how much happened. Nothing here grows old. */
export class MemoryAccounts {
  readonly #signIns = new Map<Stamp, SignInRecord>()
  readonly #audited = new Map<Stamp, AuditRecord>()
  readonly #tally = new Tally()
  readonly #known = new Set<string>()
  #counted: Position = 0

  apply({ record, position }: Entry): void {
    if (record.type === 'sign-in') this.#signIns.set(record.stamp, record)
    if (record.type === 'audit') this.#audited.set(record.stamp, record)
    if (position > this.#counted) this.#tally.add(record, this.#isNew(record))
    this.#counted = Math.max(this.#counted, position)
  }

  signIns({ user, before, limit }: SignInsQuery): SignIn[] {
    const found = [...this.#signIns.values()].filter((record) => (user ?? record.user) === record.user && record.stamp < before)
    return found.sort(newestFirst).slice(0, limit).map(signInOf)
  }

  devices(user: UserId): KnownDevice[] {
    const last = new Map<string, SignInRecord>()
    for (const record of this.#signIns.values()) {
      if (record.user === user && record.result === 'ok') last.set(`${record.device.type} ${record.device.id}`, record)
    }
    return [...last.values()].sort(newestFirst).slice(0, mostDevices).map(deviceOf)
  }

  audited({ before, limit }: { readonly before: Stamp; readonly limit: number }): Audited[] {
    const found = [...this.#audited.values()].filter(({ stamp }) => stamp < before)
    return found.sort(newestFirst).slice(0, limit).map(auditedOf)
  }

  statistics({ from, to, per }: StatisticsQuery): PeriodStatistics[] {
    const wanted = [...this.#tally.periods].filter((period) => {
      return period.per === per && period.start >= startOf(per, from * 1000) && period.start < to * 1000
    })
    return wanted
      .sort((a, b) => a.start - b.start)
      .map(({ start, counts, users, conversations }) => {
        const active = [
          [countNames.activeUsers, users.size],
          [countNames.activeConversations, conversations.size],
        ] as const
        return statisticsOf(start, new Map([...counts, ...active]))
      })
  }

  #isNew(record: Entry['record']): boolean {
    if (record.type !== 'user' && record.type !== 'group') return false
    const key = `${record.type} ${record.id}`
    const isNew = !this.#known.has(key)
    this.#known.add(key)
    return isNew
  }
}

function newestFirst(a: { readonly stamp: Stamp }, b: { readonly stamp: Stamp }): number {
  return b.stamp - a.stamp
}

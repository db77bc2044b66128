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
import { countNames, type HourTally, startOf, statisticsOf, Tally } from '../tally.ts'

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
    const periods = new Map<Stamp, HourTally[]>()
    for (const hour of this.#tally.hours) {
      const start = startOf(per, hour.start)
      if (start < startOf(per, from * 1000) || start >= to * 1000) continue
      periods.set(start, [...(periods.get(start) ?? []), hour])
    }
    return Array.from(periods, ([start, hours]) => statisticsOf(start, sumOf(hours)))
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

function sumOf(hours: readonly HourTally[]): Map<string, number> {
  const sum = new Map<string, number>([
    [countNames.activeUsers, new Set(hours.flatMap(({ users }) => [...users])).size],
    [countNames.activeConversations, new Set(hours.flatMap(({ conversations }) => [...conversations])).size],
  ])
  for (const { counts } of hours) for (const [name, count] of counts) sum.set(name, (sum.get(name) ?? 0) + count)
  return sum
}

import type { Gateway, Registry } from '@magpie-im/gateway'
import type { OverviewPorts } from '@magpie-im/http'
import type { SignInLog } from '@magpie-im/services'
import type { Protection } from '../protection.ts'
import type { Stores } from '../stores.ts'
import { systemClock as clock } from '../system-clock.ts'
import { check } from './checks.ts'
import type { RecentLog } from './recent-log.ts'
import { type Reading, Samples } from './samples.ts'

interface OverviewParts {
  readonly stores: Pick<Stores, 'journal' | 'readModel' | 'compactions'>
  readonly protection: Protection
  readonly gateway: Pick<Gateway, 'census'>
  readonly registry: Pick<Registry, 'size' | 'deliveries'>
  readonly signIns: Pick<SignInLog, 'unrecorded'>
  readonly listening: { readonly now: boolean }
  /** The data folder. */
  readonly folder: string
  readonly log: RecentLog
}

/** What the console shows of the server itself. */
export function overviewOf(parts: OverviewParts, cleanup: AsyncDisposableStack): OverviewPorts {
  const { stores, protection, signIns, listening, folder, log } = parts
  const samples = cleanup.adopt(new Samples({ read: () => reading(parts), clock }), (samples) => samples.stop())
  const standing = { listening, journal: stores.journal, readModel: stores.readModel }
  return {
    samplesAfter: (at) => samples.after(at),
    checks: () => check({ standing, compactions: stores.compactions, overload: protection.overload, signIns, folder }),
    recentLines: (query) => log.newest(query),
  }
}

function reading({ stores: { journal, readModel }, protection: { metrics, overload }, gateway, registry }: OverviewParts): Reading {
  const { byDoor: connections, queuedBytes } = gateway.census()
  const { user, system } = process.cpuUsage()
  return {
    ...{ connections, queuedBytes, overload: overload.level },
    ...metrics.requests.totals(),
    sessions: registry.size(),
    messages: metrics.durable.messageCount,
    deliveries: registry.deliveries,
    cpuMs: (user + system) / 1000,
    memoryBytes: process.memoryUsage.rss(),
    journalBytes: journal.durable,
    projectorLagBytes: Math.max(0, journal.durable - readModel.watermark()),
  }
}

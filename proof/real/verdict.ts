import { summarise } from '@magpie-im/checker'
import { type FaultName, faultNames, faultTitles } from './faults.ts'
import type { RunResult } from './run.ts'

export interface Verdict {
  /** The one line of figures. */
  readonly line: string
  readonly passed: number
  readonly failed: number
  readonly counts: Readonly<Record<FaultName, number>>
}

/** A run is good when nothing is wrong and every kind of fault happened. */
export function verdictOf({ rounds, faults, afterwards }: RunResult): Verdict {
  const counts = countsOf(faults)
  const never = faultNames.filter((name) => counts[name] === 0)
  const found = summarise(rounds.flatMap(({ findings }) => findings))
  const other = found.other + rounds.reduce((sum, { troubles }) => sum + troubles.length, 0) + afterwards.length
  const acked = rounds.reduce((sum, round) => sum + round.tally.acked, 0)
  const bad = rounds.filter(({ findings, troubles }) => findings.length + troubles.length > 0).length
  const line = [
    `${acked.toLocaleString('en')} messages acked`,
    ...faultNames.map((name) => `${counts[name].toLocaleString('en')} ${faultTitles[name]}`),
    `lost ${found.lost}`,
    `doubled ${found.doubled}`,
    `out of order ${found.reordered}`,
    `wrong unread ${found.wrongUnread}`,
    `other ${other}`,
    ...never.map((name) => `NEVER HAPPENED: ${faultTitles[name]}`),
  ]
  const failed = bad + (afterwards.length > 0 ? 1 : 0) + (never.length > 0 ? 1 : 0)
  return { line: line.join(', '), passed: rounds.length - bad, failed, counts }
}

function countsOf(faults: RunResult['faults']): Record<FaultName, number> {
  const count = (name: FaultName) => faults.filter((fault) => fault.name === name).length
  const counted = faultNames.map((name) => [name, count(name)] as const)
  return Object.fromEntries(counted) as Record<FaultName, number> // as: all the names there are
}

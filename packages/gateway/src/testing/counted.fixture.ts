import type { CloseReason, Log, Metrics, RequestOutcome } from '@magpie-im/model'
import { RequestWatch, TracedUsers } from '@magpie-im/services'
import { FakeClock } from './fake-clock.fixture.ts'

/** Remembers what was counted. */
export class Counted implements Metrics {
  readonly requests: string[] = []
  readonly signIns: string[] = []
  readonly closes: CloseReason[] = []

  answered(door: string, operation: string, outcome: RequestOutcome): void {
    this.requests.push(`${door} ${operation} ${outcome}`)
  }

  signedIn(door: string, outcome: RequestOutcome): void {
    this.signIns.push(`${door} ${outcome}`)
  }

  closed(_door: string, reason: CloseReason): void {
    this.closes.push(reason)
  }
}

export function watchOf(metrics: Metrics, log: Log, { traced = new TracedUsers(), clock = new FakeClock() } = {}): RequestWatch {
  return new RequestWatch({ metrics, log, clock, traced, slowMs: 1000 })
}

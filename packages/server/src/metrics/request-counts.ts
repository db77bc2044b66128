import type { CloseReason, Metrics, RequestOutcome } from '@magpie-im/model'
import { Durations, noDurations } from './durations.ts'
import type { Sample } from './family.ts'

interface Operation {
  readonly labels: { readonly door: string; readonly operation: string }
  readonly durations: Durations
  readonly outcomes: Map<RequestOutcome, number>
}

/** What doors tell of requests, sign-ins and closed connections. */
export class RequestCounts implements Metrics {
  readonly #doors = new Map<string, Map<string, Operation>>()
  readonly #signIns = new Tally<RequestOutcome>('result')
  readonly #closes = new Tally<CloseReason>('reason')

  answered(door: string, operation: string, outcome: RequestOutcome, ms: number): void {
    const counted = this.#operation(door, operation)
    counted.durations.add(ms)
    counted.outcomes.set(outcome, (counted.outcomes.get(outcome) ?? 0) + 1)
  }

  signedIn(door: string, outcome: RequestOutcome): void {
    this.#signIns.add(door, outcome)
  }

  closed(door: string, reason: CloseReason): void {
    this.#closes.add(door, reason)
  }

  *requests(): Iterable<Sample> {
    for (const { labels, outcomes } of this.#operations()) {
      for (const [outcome, value] of outcomes) yield { labels: { ...labels, outcome }, value }
    }
  }

  *durations(): Iterable<Sample> {
    for (const { labels, durations } of this.#operations()) yield* durations.samples(labels)
  }

  /** Refused requests by the reason alone; the limits that were hit are among them. */
  *refusals(): Iterable<Sample> {
    const sums = new Map<RequestOutcome, number>()
    for (const { outcomes } of this.#operations()) {
      for (const [outcome, value] of outcomes) if (outcome !== 'done') sums.set(outcome, (sums.get(outcome) ?? 0) + value)
    }
    for (const [error, value] of sums) yield { labels: { error }, value }
  }

  signIns(): Iterable<Sample> {
    return this.#signIns.samples()
  }

  closes(): Iterable<Sample> {
    return this.#closes.samples()
  }

  #operation(door: string, operation: string): Operation {
    const operations = this.#doors.get(door) ?? new Map<string, Operation>()
    const known = operations.get(operation)
    if (known !== undefined) return known
    const fresh = { labels: { door, operation }, durations: new Durations(), outcomes: new Map() }
    operations.set(operation, fresh)
    this.#doors.set(door, operations)
    return fresh
  }

  /** Sums over all doors; `acks`: of requests that send a message. */
  totals(): { readonly requests: number; readonly refusals: number; readonly acks: Float64Array } {
    const acks = noDurations.slice()
    let [requests, refusals] = [0, 0]
    for (const { labels, durations, outcomes } of this.#operations()) {
      for (const [outcome, count] of outcomes) {
        requests += count
        if (outcome !== 'done') refusals += count
      }
      if (sending.has(labels.operation))
        for (const [bucket, count] of durations.counts.entries()) acks[bucket] = (acks[bucket] ?? 0) + count
    }
    return { requests, refusals, acks }
  }

  *#operations(): Iterable<Operation> {
    for (const operations of this.#doors.values()) yield* operations.values()
  }
}

/** Through any door. */
const sending: ReadonlySet<string> = new Set(['MSG_SINGLE_CHAT', 'MSG_GROUP_CHAT', 'sendMessage', 'sendFiles'])

/** Counts by door and one thing more. */
class Tally<Name extends string> {
  readonly #label: string
  readonly #doors = new Map<string, Map<Name, number>>()

  constructor(label: string) {
    this.#label = label
  }

  add(door: string, name: Name): void {
    const counts = this.#doors.get(door) ?? new Map<Name, number>()
    counts.set(name, (counts.get(name) ?? 0) + 1)
    this.#doors.set(door, counts)
  }

  *samples(): Iterable<Sample> {
    for (const [door, counts] of this.#doors) for (const [name, value] of counts) yield { labels: { door, [this.#label]: name }, value }
  }
}

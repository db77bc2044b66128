import type { Gateway, Registry } from '@magpie-im/gateway'
import type { Journal, Position } from '@magpie-im/model'
import type { Overload, SignInLog } from '@magpie-im/services'
import { Registry as PromRegistry } from 'prom-client'
import { addFamily, type Sample } from './family.ts'
import { JournalCounts } from './journal-counts.ts'
import { OutsideCounts } from './outside-counts.ts'
import { RequestCounts } from './request-counts.ts'

/** Where the figures come from that somebody else keeps. */
export interface MetricSources {
  readonly journal: Pick<Journal, 'durable' | 'follow'> & { readonly failures: number; readonly writeMs: number }
  readonly readModel: { watermark(): Position }
  readonly gateway: Pick<Gateway, 'census'>
  readonly registry: Pick<Registry, 'size' | 'deliveries'>
  readonly overload: Pick<Overload, 'level'>
  readonly signIns: Pick<SignInLog, 'unrecorded'>
}

/** Everything that is counted here, as Prometheus reads it. */
export class ServerMetrics {
  readonly requests = new RequestCounts()
  readonly outside = new OutsideCounts()
  /** What became durable since the server was started. */
  readonly durable = new JournalCounts()
  readonly #registry = new PromRegistry()

  constructor(addProcessMetrics: (to: PromRegistry) => void) {
    addProcessMetrics(this.#registry)
    this.#addRequests()
    this.#addOutside()
  }

  /** The figures of others, once they are there. */
  watch(sources: MetricSources): void {
    const { journal, readModel, gateway, registry, overload, signIns } = sources
    const { durable } = this
    journal.follow((batch) => durable.add(batch))
    this.#gauge('magpie_connections', 'Open connections.', () =>
      [...gateway.census().byDoor].map(([door, value]) => ({ labels: { door }, value })),
    )
    this.#gauge('magpie_queued_bytes', 'Bytes that wait for clients to read them.', () => one(gateway.census().queuedBytes))
    this.#gauge('magpie_sessions', 'Signed-in devices.', () => one(registry.size()))
    this.#counter('magpie_deliveries_total', 'Events given to signed-in devices.', () => one(registry.deliveries))
    this.#counter('magpie_messages_total', 'Messages that became durable.', () => durable.messages())
    this.#counter('magpie_journal_records_total', 'Records that became durable.', () => one(durable.records))
    this.#counter('magpie_journal_batches_total', 'Durable writes.', () => one(durable.batches))
    this.#counter('magpie_journal_write_seconds_total', 'Time that durable writes took.', () => one(journal.writeMs / 1000))
    this.#counter('magpie_journal_failures_total', 'Writes of the journal that failed.', () => one(journal.failures))
    this.#gauge('magpie_journal_position_bytes', 'How long the journal is.', () => one(journal.durable))
    this.#gauge('magpie_projector_lag_bytes', 'What of the journal the read model has not got yet.', () =>
      one(Math.max(0, journal.durable - readModel.watermark())),
    )
    this.#counter('magpie_sign_ins_unrecorded_total', 'Attempts to sign in of which there is no record.', () => one(signIns.unrecorded))
    this.#gauge('magpie_overload', 'What is refused to protect the rest: 0 nothing, 1 sign-ins, 2 sign-ins and sends.', () =>
      one(overload.level),
    )
  }

  watchWorkers(workers: { readonly connections: ReadonlyMap<number, number> }): void {
    this.#gauge('magpie_worker_connections', 'Open connections that a worker process holds.', () =>
      [...workers.connections].map(([worker, value]) => ({ labels: { worker: String(worker) }, value })),
    )
  }

  watchFiles(store: { readonly bytes: number }): void {
    this.#gauge('magpie_files_bytes', 'What uploaded files take on the disk, unfinished ones among them.', () => one(store.bytes))
  }

  /** Prometheus text format. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  #addRequests(): void {
    const { requests } = this
    this.#counter('magpie_requests_total', 'Answered requests.', () => requests.requests())
    this.#counter('magpie_refusals_total', 'Refused requests, by the reason.', () => requests.refusals())
    this.#counter('magpie_sign_ins_total', 'Sign-ins, accepted and refused.', () => requests.signIns())
    this.#counter('magpie_connections_closed_total', 'Connections that ended.', () => requests.closes())
    addFamily(this.#registry, {
      name: 'magpie_request_seconds',
      help: 'Time from a request to its answer.',
      type: 'histogram',
      read: () => requests.durations(),
    })
  }

  #addOutside(): void {
    const { outside } = this
    this.#counter(
      'magpie_outside_calls_total',
      'Calls to services of others; refused: not made, because the service is failing or busy.',
      () => outside.calls(),
    )
    addFamily(this.#registry, {
      name: 'magpie_outside_call_seconds',
      help: 'Time of the calls that were made.',
      type: 'histogram',
      read: () => outside.durations(),
    })
  }

  #counter(name: string, help: string, read: () => Iterable<Sample>): void {
    addFamily(this.#registry, { name, help, type: 'counter', read })
  }

  #gauge(name: string, help: string, read: () => Iterable<Sample>): void {
    addFamily(this.#registry, { name, help, type: 'gauge', read })
  }
}

function one(value: number): Sample[] {
  return [{ value }]
}

import type { Sample } from '@magpie-im/http'
import type { Clock, Timer } from '@magpie-im/model'
import { durationAt } from '../metrics/durations.ts'

/** What is counted since the server was started, and how things stand. */
export interface Reading {
  readonly connections: ReadonlyMap<string, number>
  readonly sessions: number
  readonly messages: number
  readonly deliveries: number
  readonly requests: number
  readonly refusals: number
  /** How many messages were acknowledged within each bound of the histogram. */
  readonly acks: Float64Array
  readonly cpuMs: number
  readonly memoryBytes: number
  readonly journalBytes: number
  readonly projectorLagBytes: number
  readonly queuedBytes: number
  readonly overload: number
}

interface SamplesPorts {
  readonly read: () => Reading
  readonly clock: Clock
}

const everyMs = 1_000
const most = 600
/** Who looks asks every second or so. */
const patienceMs = 600_000
const mebibyte = 1_048_576

/** How the server did in each of the last seconds, while somebody looks: counting through all connections is for nobody else. */
export class Samples {
  readonly #ports: SamplesPorts
  readonly #samples: Sample[] = []
  #before: { readonly reading: Reading; readonly at: number } | undefined
  #timer: Timer | undefined
  #askedAt = 0

  constructor(ports: SamplesPorts) {
    this.#ports = ports
  }

  /** Later than `at`, oldest first. */
  after(at: number): readonly Sample[] {
    this.#askedAt = this.#ports.clock.monotonic()
    if (this.#timer === undefined) this.#begin()
    return this.#samples.filter((sample) => sample.at > at)
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }

  #begin(): void {
    const { read, clock } = this.#ports
    this.#samples.length = 0
    this.#before = { reading: read(), at: clock.monotonic() }
    this.#timer = clock.after(everyMs, () => this.#take())
  }

  #take(): void {
    const { read, clock } = this.#ports
    const now = clock.monotonic()
    if (this.#before === undefined || now - this.#askedAt > patienceMs) {
      this.stop()
      return
    }
    const reading = read()
    const seconds = Math.max(now - this.#before.at, 1) / 1000
    this.#samples.push({ at: clock.now(), ...standing(reading), ...rates(this.#before.reading, reading, seconds) })
    if (this.#samples.length > most) this.#samples.shift()
    this.#before = { reading, at: now }
    this.#timer = clock.after(everyMs, () => this.#take())
  }
}

function standing({ connections, sessions, memoryBytes, projectorLagBytes, queuedBytes, overload }: Reading) {
  const memoryMiB = Math.round(memoryBytes / mebibyte)
  return { connections: Object.fromEntries(connections), sessions, memoryMiB, projectorLagBytes, queuedBytes, overload }
}

function rates(before: Reading, now: Reading, seconds: number) {
  const perSecond = (key: 'messages' | 'deliveries' | 'requests' | 'refusals' | 'journalBytes' | 'cpuMs') =>
    Math.round(((now[key] - before[key]) / seconds) * 10) / 10
  return {
    messagesPerSecond: perSecond('messages'),
    deliveriesPerSecond: perSecond('deliveries'),
    requestsPerSecond: perSecond('requests'),
    refusalsPerSecond: perSecond('refusals'),
    journalBytesPerSecond: perSecond('journalBytes'),
    cpu: Math.round(perSecond('cpuMs') / 10) / 100,
    ackMs: latencies(now.acks.map((count, bucket) => count - (before.acks[bucket] ?? 0))),
  }
}

function latencies(counts: Float64Array): Sample['ackMs'] {
  if (counts.every((count) => count === 0)) return null
  return { p50: durationAt(counts, 0.5), p95: durationAt(counts, 0.95), p99: durationAt(counts, 0.99) }
}

import { randomUUID } from 'node:crypto'
import { type Clock, ImError, type Log } from '@magpie-im/model'
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleType,
  IterableBackoff,
  wrap,
} from 'cockatiel'
import { Address } from './address.ts'
import { Balancer } from './balancer.ts'
import { type FailureKind, ServiceFailure } from './failure.ts'
import { post } from './post.ts'
import { signatureHeaders } from './signature.ts'

export interface OutsideServiceOptions {
  readonly name: string
  /** At least one. */
  readonly addresses: readonly { readonly url: string; readonly weight: number }[]
  /** For a whole call, whatever it needs. */
  readonly timeoutMs: number
  /** Of an answer. */
  readonly maxBytes: number
  /** Calls that may be on their way at a time; further ones are refused. */
  readonly concurrency: number
  /** Undefined: requests are not signed. */
  readonly secret: Uint8Array | undefined
}

/** How a call ended, for the counters. `refused`: not made, because the service is failing or has enough to do. */
export type CallResult = 'ok' | 'unusable' | 'refused' | FailureKind

export interface OutsideServicePorts {
  readonly clock: Clock
  readonly log: Log
  readonly observe: (call: { readonly service: string; readonly result: CallResult; readonly ms: number }) => void
}

/** So many failures in a row, and nobody is sent there for these times; then one call finds out whether it works again. */
const failuresInARow = 5
const breakMs = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000]
const complaintEveryMs = 60_000

/** A service of others, reached by HTTP. Whatever it does, a call ends in time, takes bounded memory, and says why it failed. */
export class OutsideService {
  readonly #options: OutsideServiceOptions
  readonly #ports: OutsideServicePorts
  readonly #balancer: Balancer
  readonly #breaker = circuitBreaker(handleType(ServiceFailure), {
    breaker: new ConsecutiveBreaker(failuresInARow),
    halfOpenAfter: new IterableBackoff(breakMs),
  })
  #silentUntil = Number.NEGATIVE_INFINITY
  readonly #guarded: { execute<T>(call: () => Promise<T>): Promise<T> }

  constructor(options: OutsideServiceOptions, ports: OutsideServicePorts) {
    this.#options = options
    this.#ports = ports
    const addresses = options.addresses.map((address) => new Address(address, ports.clock))
    this.#balancer = new Balancer(addresses, ports.clock)
    this.#guarded = wrap(bulkhead(options.concurrency), this.#breaker)
    const { name: service } = options
    this.#breaker.onBreak(() => ports.log.warn('outside service keeps failing, calls to it are refused for a while', { service }))
    this.#breaker.onReset(() => ports.log.info('outside service works again', { service }))
  }

  /** Whether calls are refused because the last ones failed. */
  get broken(): boolean {
    return this.#breaker.state === CircuitState.Open
  }

  /**
   * Posts `question` as JSON; gives what `read` makes of the JSON of the answer. Throws `OutsideUnavailable` when there is
   * none now, and `OutsideUnusable` when it is none, or `read` says so. `requestId` names the call in the service's log
   * too; one that no header can carry is replaced.
   */
  async ask<T>(question: object, requestId: string, read: (answer: unknown) => T): Promise<T> {
    const { clock } = this.#ports
    const abort = new AbortController()
    const started = clock.monotonic()
    const limit = clock.after(this.#options.timeoutMs, () => abort.abort())
    const done = (result: CallResult) => this.#ports.observe({ service: this.#options.name, result, ms: clock.monotonic() - started })
    try {
      const request = this.#request(JSON.stringify(question), requestId)
      const answer = read(parse(await this.#guarded.execute(() => this.#attempts(request, abort.signal))))
      done('ok')
      return answer
    } catch (error) {
      done(resultOf(error))
      throw this.#refusalOf(error)
    } finally {
      limit.cancel()
    }
  }

  #request(body: string, wanted: string) {
    const requestId = /^[\w.:-]{1,64}$/.test(wanted) ? wanted : randomUUID()
    const timestamp = Math.floor(this.#ports.clock.now() / 1000)
    const { secret } = this.#options
    const signature = secret === undefined ? {} : signatureHeaders(secret, { timestamp, requestId, body })
    const plain = { 'content-type': 'application/json', 'accept-encoding': 'identity', 'x-request-id': requestId }
    return { body, headers: { ...plain, ...signature } }
  }

  /** One attempt, and others elsewhere as long as none can have arrived. */
  async #attempts(request: { body: string; headers: Record<string, string> }, signal: AbortSignal): Promise<Uint8Array> {
    const tried = new Set<Address>()
    let address = this.#balancer.pick()
    let failure: unknown
    while (address !== undefined && !signal.aborted) {
      try {
        return await this.#attempt(address, request, signal)
      } catch (error) {
        if (!(error instanceof ServiceFailure) || error.kind !== 'unreachable') throw error
        failure = error
      }
      tried.add(address)
      address = this.#balancer.pick(tried)
    }
    // Without a failure the time was over before it began: the service is not to blame.
    throw failure ?? new ImError('OutsideUnavailable', { detail: 'no time was left' })
  }

  async #attempt(address: Address, request: { body: string; headers: Record<string, string> }, signal: AbortSignal): Promise<Uint8Array> {
    const { clock } = this.#ports
    const started = clock.monotonic()
    address.begin()
    try {
      const answer = await post({ ...request, url: address.url, maxBytes: this.#options.maxBytes, signal })
      address.succeeded(clock.monotonic() - started)
      return answer
    } catch (error) {
      if (error instanceof ServiceFailure) address.failed()
      else address.succeeded(clock.monotonic() - started)
      throw error
    }
  }

  #refusalOf(error: unknown): unknown {
    if (error instanceof BrokenCircuitError) return new ImError('OutsideUnavailable', { cause: error })
    if (error instanceof BulkheadRejectedError) return new ImError('OutsideUnavailable', { cause: error, detail: 'it has enough to do' })
    if (error instanceof Error) this.#complain(error)
    return error instanceof ServiceFailure ? new ImError('OutsideUnavailable', { cause: error }) : error
  }

  /** Now and then, not for every call. */
  #complain({ message: reason }: Error): void {
    const now = this.#ports.clock.monotonic()
    if (now < this.#silentUntil) return
    this.#silentUntil = now + complaintEveryMs
    this.#ports.log.warn('a call to an outside service failed', { service: this.#options.name, reason })
  }
}

function parse(answer: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(answer))
  } catch {
    throw new ImError('OutsideUnusable', { detail: 'it is no JSON' })
  }
}

function resultOf(error: unknown): CallResult {
  if (error instanceof ServiceFailure) return error.kind
  return error instanceof ImError && error.name === 'OutsideUnusable' ? 'unusable' : 'refused'
}

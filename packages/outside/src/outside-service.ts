import { randomUUID } from 'node:crypto'
import { type Clock, ImError, type Log } from '@magpie-im/model'
import { Address } from './address.ts'
import { Balancer } from './balancer.ts'
import { type FailureKind, ServiceFailure } from './failure.ts'
import { Guard } from './guard.ts'
import { type Post, post } from './post.ts'
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

const complaintEveryMs = 60_000

type Request = Pick<Post, 'body' | 'headers'>

/** A service of others, reached by HTTP. Whatever it does, a call ends in time, takes bounded memory, and says why it failed. */
export class OutsideService {
  readonly #options: OutsideServiceOptions
  readonly #ports: OutsideServicePorts
  readonly #balancer: Balancer
  readonly #guard: Guard
  #silentUntil = Number.NEGATIVE_INFINITY

  constructor(options: OutsideServiceOptions, ports: OutsideServicePorts) {
    this.#options = options
    this.#ports = ports
    const addresses = options.addresses.map((address) => new Address(address, ports.clock))
    this.#balancer = new Balancer(addresses, ports.clock)
    this.#guard = new Guard({ clock: ports.clock, concurrency: options.concurrency, turned: (to) => this.#turned(to) })
  }

  /** Whether it is not called at the moment because it keeps failing. */
  get broken(): boolean {
    return this.#guard.broken
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
      const answer = read(parse(await this.#guard.run(() => this.#attempts(request, abort.signal))))
      done('ok')
      return answer
    } catch (error) {
      done(resultOf(error))
      throw this.#refusalOf(error)
    } finally {
      limit.cancel()
    }
  }

  #request(body: string, wanted: string): Request {
    const requestId = /^[\w.:-]{1,64}$/.test(wanted) ? wanted : randomUUID()
    const timestamp = Math.floor(this.#ports.clock.now() / 1000)
    const { secret } = this.#options
    const signature = secret === undefined ? {} : signatureHeaders(secret, { timestamp, requestId, body })
    const plain = { 'content-type': 'application/json', 'accept-encoding': 'identity', 'x-request-id': requestId }
    return { body, headers: { ...plain, ...signature } }
  }

  /** One attempt, and others elsewhere as long as none can have arrived. */
  async #attempts(request: Request, signal: AbortSignal): Promise<Uint8Array> {
    const tried = new Set<Address>()
    let address = this.#balancer.pick()
    let failure: unknown = new ImError('OutsideUnavailable')
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
    throw failure
  }

  async #attempt(address: Address, request: Request, signal: AbortSignal): Promise<Uint8Array> {
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
    if (error instanceof ServiceFailure) {
      this.#complain(error)
      return new ImError('OutsideUnavailable', { cause: error })
    }
    if (error instanceof ImError && error.name === 'OutsideUnusable') this.#complain(error)
    return error
  }

  #turned(to: 'broken' | 'mended'): void {
    const { log } = this.#ports
    const { name: service } = this.#options
    if (to === 'broken') log.warn('an outside service keeps failing and is not called for a while', { service })
    else log.info('an outside service works again', { service })
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

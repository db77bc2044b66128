import { type Clock, type CloseReason, type Connections, connectionId, type Log, type Metrics } from '@magpie-im/model'
import { Places, type RequestWatch, TokenBucket } from '@magpie-im/services'
import { Connection, type ConnectionHost, type ConnectionLimits, type Socket } from './connection.ts'
import { Dispatcher } from './dispatch.ts'
import { Keepalive } from './keepalive.ts'
import { OpenConnections } from './open-connections.ts'
import { Flusher } from './outbox.ts'
import type { Protocol } from './protocol.ts'
import type { Registry } from './registry.ts'

export interface GatewayLimits extends ConnectionLimits {
  readonly connectionsPerAddress: number
}

interface GatewayOptions {
  readonly registry: Registry
  readonly limits: GatewayLimits
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly watch: RequestWatch
  /** Runs once, when everything that is ready in this tick has been handled. */
  readonly atEndOfTick: (run: () => void) => void
}

/** Whoever knocks all the time must not fill the log. */
const complaints = { perSecond: 1, burst: 20 } as const
const strangers = { perSecond: 10, burst: 100 } as const

/** All connections of this process. */
export class Gateway {
  readonly #options: GatewayOptions
  readonly #host: ConnectionHost
  readonly #keepalive: Keepalive
  readonly #connections = new Set<Connection>()
  readonly #places: Places
  readonly #complaints = new TokenBucket(complaints)
  readonly #strangers = new TokenBucket(strangers)
  /** Those that somebody is signed in on. */
  readonly open: Connections
  readonly #emptied: (() => void)[] = []
  #lastId = 0
  #stopping = false

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#places = new Places(options.limits.connectionsPerAddress)
    this.#host = this.#hostOf(options)
    this.#keepalive = new Keepalive(options.clock, this.#connections)
    this.open = new OpenConnections({ all: this.#connections, registry: options.registry })
  }

  #hostOf({ limits, clock, log, metrics, watch, atEndOfTick }: GatewayOptions): ConnectionHost {
    return {
      limits,
      dispatcher: new Dispatcher({ log, watch, rate: limits.requests }),
      flusher: new Flusher(atEndOfTick),
      log,
      strangers: (message, fields) => {
        if (this.#strangers.take(clock.monotonic()) === 0) log.info(message, fields)
      },
      metrics,
      monotonic: () => clock.monotonic(),
      later: atEndOfTick,
      left: (connection) => this.#left(connection),
      ended: (connection) => this.#ended(connection),
    }
  }

  get connections(): number {
    return this.#connections.size
  }

  /** Of all that are open: how many each door has, and what waits to be read by their clients. */
  census(): { readonly byDoor: ReadonlyMap<string, number>; readonly queuedBytes: number } {
    const byDoor = new Map<string, number>()
    let queuedBytes = 0
    for (const { protocol, queuedBytes: queued } of this.#connections) {
      byDoor.set(protocol.name, (byDoor.get(protocol.name) ?? 0) + 1)
      queuedBytes += queued
    }
    return { byDoor, queuedBytes }
  }

  /** Undefined: this address has all the connections it may have, or the gateway stops, and the socket has been closed. */
  accept(socket: Socket, protocol: Protocol): Connection | undefined {
    const { limits, clock, log, metrics } = this.#options
    if (this.#stopping) {
      socket.destroy()
      return undefined
    }
    if (!this.#places.enter(socket.address)) {
      if (this.#complaints.take(clock.monotonic()) === 0) {
        log.warn('too many connections', { address: socket.address, limit: limits.connectionsPerAddress })
      }
      metrics.closed(protocol.name, 'too-many-connections')
      socket.destroy()
      return undefined
    }
    this.#lastId++
    const connection = new Connection({ id: connectionId(this.#lastId), socket, protocol }, this.#host)
    this.#connections.add(connection)
    return connection
  }

  /** Lets every request that was started be answered, then ends all connections; neither takes longer than the drain limit. */
  async stop(reason: CloseReason): Promise<void> {
    const { clock, limits } = this.#options
    // A listener in another process hears late that it is closed.
    this.#stopping = true
    const connections = [...this.#connections]
    const answered = Promise.all(connections.map((connection) => connection.finish()))
    await Promise.race([answered, new Promise<void>((resolve) => clock.after(limits.drainMs, resolve))])
    for (const connection of connections) connection.close(reason)
    if (this.#connections.size > 0) await new Promise<void>((resolve) => this.#emptied.push(resolve))
    this.#keepalive.stop()
  }

  #left(connection: Connection): void {
    if (connection.session !== undefined) this.#options.registry.unregister(connection.session)
  }

  #ended(connection: Connection): void {
    this.#connections.delete(connection)
    this.#places.leave(connection.address)
    if (this.#connections.size === 0) for (const resolve of this.#emptied.splice(0)) resolve()
  }
}

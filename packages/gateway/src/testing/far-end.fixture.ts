import { connectionId, type Device, type Log, parseUserId } from '@magpie-im/model'
import { SyncWindow, type TracedUsers } from '@magpie-im/services'
import { Connection, type ConnectionLimits } from '../connection.ts'
import { Dispatcher } from '../dispatch.ts'
import { Flusher } from '../outbox.ts'
import type { Route } from '../protocol.ts'
import type { Registry } from '../registry.ts'
import { Session } from '../session.ts'
import { Counted, watchOf } from './counted.fixture.ts'
import { FakeClock } from './fake-clock.fixture.ts'
import { type Line, lines } from './lines.fixture.ts'
import { FakeSocket } from './socket.fixture.ts'

export const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

export const nobodyWatches = { began: () => undefined, ended: () => undefined }

export const limits: ConnectionLimits = {
  bytes: 1000,
  packets: 100,
  signInMs: 10_000,
  idleMs: 50_000,
  drainMs: 5_000,
  waitingBytes: 100,
  requests: { perSecond: 1000, burst: 1000 },
}

interface FarEndOptions {
  readonly routes?: Readonly<Record<string, Route<Line>>>
  readonly limits?: Partial<ConnectionLimits>
  readonly log?: Log
  readonly clock?: FakeClock
  readonly traced?: TracedUsers
}

let lastId = 0

/** A connection of the `lines` protocol and whoever is at its other end. */
export class FarEnd {
  readonly clock: FakeClock
  readonly socket = new FakeSocket()
  readonly counted = new Counted()
  readonly connection: Connection
  /** What the gateway was told of the connection, in order. */
  readonly told: ('left' | 'ended')[] = []
  readonly #ticks: (() => void)[] = []
  #registry: Registry | undefined

  constructor({ routes = {}, log = silent, clock = new FakeClock(), traced, ...options }: FarEndOptions = {}) {
    this.clock = clock
    lastId++
    const all = { ...limits, ...options.limits }
    const own = { id: connectionId(lastId), socket: this.socket, protocol: lines(routes) }
    this.connection = new Connection(own, {
      limits: all,
      dispatcher: new Dispatcher({
        log,
        watch: watchOf(this.counted, log, { clock, ...(traced !== undefined && { traced }) }),
        rate: all.requests,
      }),
      flusher: new Flusher((run) => void this.#ticks.push(run)),
      log,
      strangers: (message, fields) => log.info(message, fields),
      metrics: this.counted,
      monotonic: () => clock.monotonic(),
      later: (run) => void this.#ticks.push(run),
      left: ({ session }) => {
        this.told.push('left')
        if (session !== undefined) this.#registry?.unregister(session)
      },
      ended: () => this.told.push('ended'),
    })
  }

  get state() {
    return this.connection.state
  }

  /** Everything that was written to the socket. */
  get heard(): string {
    return Buffer.concat(this.socket.writes).toString()
  }

  say(...texts: readonly string[]): void {
    this.connection.receive(Buffer.from(texts.map((text) => `${text}\n`).join('')))
  }

  /** The end of the tick. */
  tick(): void {
    for (const run of this.#ticks.splice(0)) run()
  }

  /** Time passes, and the sweep comes by. */
  pass(ms: number): void {
    this.clock.pass(ms)
    this.connection.sweep(this.clock.monotonic())
  }

  /** With `registry`: also registered there. */
  signIn(device: Partial<Device> = {}, registry?: Registry): Session {
    this.connection.beginSignIn()
    const session = this.session(device)
    this.#registry = registry
    registry?.register(session)
    this.connection.signedIn(session)
    return session
  }

  session(device: Partial<Device> = {}): Session {
    return new Session({
      device: { id: 'd1', type: 'ios', name: '', appVersion: '', ...device },
      connection: this.connection,
      recipient: { user: parseUserId('ann'), alias: () => undefined },
      window: new SyncWindow({ position: 0, stamp: 0 }),
      signedInAt: this.clock.now(),
    })
  }
}

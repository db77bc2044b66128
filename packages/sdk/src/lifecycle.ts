import { backOff } from './back-off.ts'
import { Connection, disconnected, type Ending, left } from './connection.ts'
import { Heartbeat } from './heartbeat.ts'
import { isPassing, MagpieError, ownError } from './magpie-error.ts'
import type { Clock, Logger, Transport } from './ports.ts'
import type { Device, ServerEvent } from './protocol.ts'
import { Race } from './race.ts'
import { nextStates, type State } from './state.ts'
import type { TokenSource } from './token-source.ts'

export interface LifecycleOptions {
  readonly urls: readonly string[]
  readonly user: string
  readonly token: TokenSource
  readonly device: Device
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: Logger
  /** 0 to 1. */
  readonly chance: () => number
}

interface LifecycleListener {
  changed(state: State): void
  signedIn(connection: Connection): void
  /** Of the one that was signed in. */
  ended(): void
  event(event: ServerEvent): void
}

/** Keeps a user signed in: connects, signs in, comes back, until somebody ends it for good. */
export class Lifecycle {
  readonly #options: LifecycleOptions
  readonly #listener: LifecycleListener
  readonly #heartbeat = new Heartbeat()
  #state: State = { name: 'connecting' }
  #race: Race | undefined
  #connection: Connection | undefined
  /** In a row that came to nothing. */
  #attempts = 0

  constructor(options: LifecycleOptions, listener: LifecycleListener) {
    this.#options = options
    this.#listener = listener
  }

  get state(): State {
    return this.#state
  }

  /** What is signed in. */
  get connection(): Connection | undefined {
    return this.#state.name === 'signedIn' ? this.#connection : undefined
  }

  connect(): void {
    if (!this.#become({ name: 'connecting' })) return
    this.#race = new Race(this.#options, {
      won: (socket, url) => this.#open(new Connection(socket, this.#options.clock, this.#follow(url))),
      lost: () => this.#wait('no host can be reached'),
    })
  }

  /** The resume is complete: the next loss begins with a short wait again. */
  settled(): void {
    this.#attempts = 0
  }

  close(error?: MagpieError): void {
    this.#race?.cancel()
    const connection = this.#connection
    this.#become({ name: 'closed', ...(error !== undefined && { error }) })
    connection?.close(left)
  }

  #open(connection: Connection): Connection {
    this.#connection = connection
    return connection
  }

  #follow(url: string) {
    return {
      opened: () => {
        const connection = this.#connection
        if (connection !== undefined) void this.#signIn(connection, url)
      },
      event: (event: ServerEvent) => this.#listener.event(event),
      ended: (why: Ending) => this.#ended(why),
    }
  }

  async #signIn(connection: Connection, url: string): Promise<void> {
    const { user, device } = this.#options
    try {
      const token = await this.#options.token.get()
      const { heartbeatSeconds } = await connection.request('signIn', { user, token, device })
      if (connection.ending !== undefined) throw disconnected(connection.ending)
      this.#heartbeat.begin(heartbeatSeconds)
      connection.keepAlive(this.#heartbeat)
      if (this.#become({ name: 'signedIn', url })) this.#listener.signedIn(connection)
    } catch (error) {
      this.#connection = undefined
      connection.close(left)
      if (this.#state.name === 'connecting') this.#refused(error)
    }
  }

  #refused(cause: unknown): void {
    const error = cause instanceof MagpieError ? cause : ownError('Disconnected', 'the connection failed', { cause })
    if (error.code === 'WrongCredentials' && this.#options.token.refused()) this.connect()
    else if (isPassing(error)) this.#wait(error.message, error.retryAfterMs)
    else this.close(error)
  }

  /** While signing in the request that is not answered says the same. */
  #ended({ reason, message, reconnect }: Ending): void {
    if (this.#state.name !== 'signedIn') return
    this.#connection = undefined
    this.#listener.ended()
    if (reason === 'signed-out') this.#become({ name: 'closed' })
    else if (reconnect) this.#wait(message)
    else this.#become({ name: 'kicked', reason, message })
  }

  #wait(why: string, atLeastMs = 0): void {
    const { clock, chance } = this.#options
    const retryInMs = Math.max(atLeastMs, Math.round(backOff(this.#attempts, chance())))
    this.#attempts += 1
    if (this.#become({ name: 'offline', retryInMs, why })) clock.after(retryInMs, () => this.connect())
  }

  #become(state: State): boolean {
    const before = this.#state.name
    if (!nextStates[before].includes(state.name)) return false
    this.#state = state
    if (before !== state.name) this.#options.logger.log('debug', 'state', { from: before, to: state.name })
    this.#listener.changed(state)
    return true
  }
}

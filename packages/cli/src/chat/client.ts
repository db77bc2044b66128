import { randomUUID } from 'node:crypto'
import type { HotSessionItem, MsgAck } from '@magpie-im/wire'
import { backOff } from './back-off.ts'
import { ConnectionLost } from './connection.ts'
import { Outbox, type Outgoing } from './outbox.ts'
import { Refused } from './refused.ts'
import { type Pushes, Session, type SessionOptions } from './session.ts'

export interface ClientOptions extends SessionOptions {
  /** How often a lost connection is tried again before it is given up. */
  readonly attempts: number
  /** From 0 to 1. */
  readonly chance: () => number
}

export interface ClientHandlers extends Pushes {
  /** Signed in, and these conversations changed meanwhile. What was not acknowledged is sent again when this resolves. */
  online(session: Session, changed: readonly HotSessionItem[]): Promise<void>
  /** The connection is gone and will be tried again. */
  lost(reason: string): void
  sent(message: Outgoing, ack: MsgAck): void
  failed(message: Outgoing, reason: string): void
}

const mostInFlight = 64
const longestText = 65_536

/** A user at a terminal, over as many connections as it takes. */
export class ChatClient {
  /** Resolves when there will be no further connection, with the reason if it is not this side's wish. */
  readonly ended: Promise<string | undefined>
  readonly #options: ClientOptions
  readonly #handlers: ClientHandlers
  readonly #outbox = new Outbox()
  readonly #end: (reason?: string) => void
  #over = false
  #cursor = 0
  #session: Session | undefined
  #online = Promise.withResolvers<Session>()

  constructor(options: ClientOptions, handlers: ClientHandlers) {
    this.#options = options
    this.#handlers = handlers
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    this.ended = promise
    this.#end = (reason) => {
      this.#over = true
      this.#outbox.end()
      resolve(reason)
    }
  }

  /** Rejects with `Refused` or `ConnectionLost` when the first connection fails, unless the server asks to come back. */
  async start(): Promise<void> {
    void this.#stay(await this.#first())
  }

  /** As soon as there is one; rejects with `ConnectionLost` when there will be none. */
  session(): Promise<Session> {
    return Promise.race([this.#online.promise, this.#noMore()])
  }

  /** At once or, without a connection, as soon as there is one; the outcome goes to the handlers. */
  send(message: Omit<Outgoing, 'packId'>): void {
    const outgoing = { ...message, packId: randomUUID() }
    if (Buffer.byteLength(message.text) > longestText) {
      this.#handlers.failed(outgoing, 'the message is too long')
      return
    }
    this.#outbox.add(outgoing)
    if (this.#session !== undefined) void this.#transmit(outgoing, this.#session)
  }

  /** Resolves when not too many messages are on their way. */
  async room(): Promise<void> {
    await this.#outbox.atMost(mostInFlight - 1)
  }

  /** Waits for the answers, signs out, and gives the messages that got none. */
  async finish(): Promise<readonly Outgoing[]> {
    await this.#outbox.atMost(0)
    const session = this.#session
    this.#end()
    await session?.signOut().catch(() => undefined)
    session?.close('signed out')
    return this.#outbox.waiting
  }

  /** At once, whatever is on its way. */
  stop(): void {
    this.#end()
    this.#session?.close('stopped')
  }

  async #noMore(): Promise<never> {
    throw new ConnectionLost((await this.ended) ?? 'signed out')
  }

  async #connect(): Promise<Session> {
    const session = await Session.open(this.#options, this.#handlers)
    try {
      const { items, cursor } = await session.sync(this.#cursor)
      this.#cursor = cursor
      await this.#handlers.online(session, items)
      if (this.#over) throw new ConnectionLost('stopped')
    } catch (error) {
      session.close('the sign-in was not completed')
      throw error
    }
    this.#session = session
    this.#online.resolve(session)
    for (const message of this.#outbox.waiting) void this.#transmit(message, session)
    return session
  }

  async #transmit(message: Outgoing, session: Session): Promise<void> {
    try {
      this.#handlers.sent(message, await session.send(message, { again: this.#outbox.attempt(message) }))
    } catch (error) {
      if (error instanceof ConnectionLost) return // stays in the outbox for the next connection
      if (!(error instanceof Refused)) throw error
      this.#handlers.failed(message, error.message)
    }
    this.#outbox.settle(message)
  }

  async #first(): Promise<Session | undefined> {
    try {
      return await this.#connect()
    } catch (error) {
      if (error instanceof Refused && error.retry) return this.#reconnect(error.message)
      throw error
    }
  }

  async #stay(first: Session | undefined): Promise<void> {
    for (let session = first; session !== undefined; ) {
      const { reason, final } = await session.ended
      this.#session = undefined
      this.#online = Promise.withResolvers()
      if (final) this.#end(reason)
      session = await this.#reconnect(reason)
    }
  }

  /** Undefined: it is over. */
  async #reconnect(lost: string): Promise<Session | undefined> {
    if (this.#over) return undefined
    this.#handlers.lost(lost)
    let reason = lost
    for (let attempt = 0; attempt < this.#options.attempts && !this.#over; attempt++) {
      await this.#pause(backOff(attempt, this.#options.chance()))
      try {
        if (!this.#over) return await this.#connect()
      } catch (error) {
        reason = this.#reasonOf(error)
      }
    }
    this.#end(`the connection is lost: ${reason}`)
    return undefined
  }

  /** Ends it for what will not change by trying again; throws what is no failure of the connection. */
  #reasonOf(error: unknown): string {
    if (!(error instanceof Refused || error instanceof ConnectionLost)) throw error
    if (error instanceof Refused && !error.retry) this.#end(error.message)
    return error.message
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = this.#options.clock.after(ms, resolve)
    await Promise.race([promise, this.ended])
    timer.cancel()
  }
}

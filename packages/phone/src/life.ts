import { backOff } from './back-off.ts'
import type { PhoneTimer } from './clock.ts'
import { isPassing } from './codes.ts'
import { ConnectionEnded } from './connection.ts'
import { type Belongings, Session, SignInRefused } from './session.ts'

/** How often a sign-in asks for the whole list and not for what changed. */
const wholeList = 0.25
/** A phone that was away for long does not pull everything it missed. */
const mostPages = 10
const usualBackOff = { first: 100, most: 5_000 }

export interface LifeListener {
  online(session: Session): void
  offline(): void
  /** It does not come back. */
  over(): void
  /** Nothing waits to be sent or asked. */
  isIdle(): boolean
}

/** From connection to connection: when it is made, what comes first on it, and how long the phone stays away. */
export class Life {
  readonly #own: Belongings
  readonly #listener: LifeListener
  #state: 'new' | 'living' | 'finishing' | 'over' = 'new'
  #ended: Promise<void> = Promise.resolve()
  #session: Session | undefined
  #online = false
  #leaving = false
  #failures = 0
  /** How long it wants to be away. */
  #awayMs: number | undefined
  #rest: { readonly timer: PhoneTimer; readonly end: () => void } | undefined

  constructor(own: Belongings, listener: LifeListener) {
    this.#own = own
    this.#listener = listener
  }

  /** The connection when it is signed in and synced. */
  get session(): Session | undefined {
    return this.#online && this.#session?.isOpen ? this.#session : undefined
  }

  /** The connection, whatever has become of it. */
  get current(): Session | undefined {
    return this.#session
  }

  get isOver(): boolean {
    return this.#state === 'over'
  }

  start(): void {
    if (this.#state !== 'new') return
    this.#state = 'living'
    this.#ended = this.#live()
  }

  sleep(ms: number): void {
    if (this.#state !== 'living') return
    this.#awayMs = ms
    if (this.session === undefined) this.#session?.cut()
    else this.#leave(this.session)
  }

  hangUp(): void {
    this.#state = 'over'
    this.#session?.cut()
    this.#wake()
  }

  finish(): Promise<void> {
    this.start()
    if (this.#state === 'living') this.#state = 'finishing'
    this.#awayMs = undefined
    this.#session?.readOn()
    this.#wake()
    this.settle()
    return this.#ended
  }

  /** To be told when nothing waits to be sent or asked any more. */
  settle(): void {
    if (this.#state === 'finishing' && this.session !== undefined && this.#listener.isIdle()) this.#leave(this.session)
  }

  /** Behind the answers to all that was asked so far. */
  #leave(session: Session): void {
    if (this.#leaving) return
    this.#leaving = true
    session.leave().catch(onlyEnded)
  }

  async #live(): Promise<void> {
    try {
      while (this.#goesOn()) await this.#once()
    } finally {
      this.#listener.over()
    }
  }

  async #once(): Promise<void> {
    const session = new Session(this.#own)
    this.#session = session
    try {
      await this.#use(session)
    } catch (error) {
      if (error instanceof SignInRefused) this.#refused(error)
      else onlyEnded(error)
    } finally {
      session.cut()
      this.#online = false
      this.#leaving = false
      this.#listener.offline()
    }
    if (this.#goesOn()) await this.#away(session)
  }

  #goesOn(): boolean {
    return this.#state !== 'over'
  }

  async #use(session: Session): Promise<void> {
    const { options, tally } = this.#own
    const isFirst = tally.signIns === 0
    await session.signIn()
    tally.signIns += 1
    const isLast = this.#state === 'finishing' && this.#listener.isIdle()
    await session.sync({ everything: isLast || isFirst || options.random() < wholeList })
    this.#failures = 0
    if (isLast) {
      await this.#lookBack(session)
      return
    }
    this.#online = true
    void this.#fill(session).catch(onlyEnded)
    this.#listener.online(session)
    this.settle()
    await session.ended
  }

  async #fill(session: Session): Promise<void> {
    for (const conversation of this.#own.memory.conversations) await session.fill(conversation, { pages: mostPages })
  }

  async #lookBack(session: Session): Promise<void> {
    for (const conversation of this.#own.memory.conversations) await session.pullAll(conversation)
    await session.leave()
    this.#state = 'over'
  }

  #refused(error: SignInRefused): void {
    if (!isPassing(error.code)) {
      this.#state = 'over'
      throw error
    }
    this.#own.tally.signInsDeferred += 1
  }

  async #away(session: Session): Promise<void> {
    const { backOffMs = usualBackOff, random, clock } = this.#own.options
    const wanted = this.#awayMs
    this.#awayMs = undefined
    if (wanted === undefined && session.isComplete) return
    const ms = wanted ?? backOff(this.#failures++, { ...backOffMs, chance: random() })
    await new Promise<void>((resolve) => {
      this.#rest = { timer: clock.after(ms, resolve), end: resolve }
    })
    this.#rest = undefined
  }

  #wake(): void {
    this.#rest?.timer.cancel()
    this.#rest?.end()
  }
}

function onlyEnded(error: unknown): void {
  if (!(error instanceof ConnectionEnded)) throw error
}

import type { Connection } from './connection.ts'
import type { Clock, Logger, Timer } from './ports.ts'
import { Subscribers } from './subscribers.ts'
import type { Typing } from './typing.ts'

/** As the protocol says: what is not said again by then is over. */
const overMs = 6_000
/** Early enough for it to come in time. */
const againMs = 4_000

interface TypingPorts {
  readonly clock: Clock
  readonly logger: Logger
  /** Of what is signed in. */
  readonly connection: () => Connection | undefined
}

export class LiveTyping implements Typing {
  readonly #conversation: string
  readonly #ports: TypingPorts
  readonly #subscribers: Subscribers
  /** Of each who is writing: when that is over. */
  readonly #writing = new Map<string, Timer>()
  #users: readonly string[] = []
  /** When the others were told that one is writing oneself. */
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(conversation: string, ports: TypingPorts) {
    this.#conversation = conversation
    this.#ports = ports
    this.#subscribers = new Subscribers(ports.logger)
  }

  get users(): readonly string[] {
    return this.#users
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#subscribers.add(listener)

  set(isOn: boolean): void {
    const { clock, connection } = this.#ports
    const now = clock.now()
    const agoMs = now - this.#toldAt
    const signedIn = connection()
    if (signedIn === undefined || (isOn ? agoMs < againMs : agoMs >= overMs)) return
    this.#toldAt = isOn ? now : Number.NEGATIVE_INFINITY
    // Nobody minds when it does not arrive.
    signedIn.request('setTyping', { conversation: this.#conversation, on: isOn }).catch(() => undefined)
  }

  /** One's own message says that one is not writing any more. */
  sent(): void {
    this.#toldAt = Number.NEGATIVE_INFINITY
  }

  began(user: string): void {
    this.#writing.get(user)?.cancel()
    this.#writing.set(
      user,
      this.#ports.clock.after(overMs, () => this.ended(user)),
    )
    if (!this.#users.includes(user)) this.#changed()
  }

  ended(user: string): void {
    this.#writing.get(user)?.cancel()
    if (this.#writing.delete(user)) this.#changed()
  }

  #changed(): void {
    this.#users = [...this.#writing.keys()]
    this.#subscribers.notify()
  }
}

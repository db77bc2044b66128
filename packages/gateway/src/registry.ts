import type {
  CloseReason,
  ConnectionId,
  ConversationId,
  Deliveries,
  Event,
  Log,
  PresentDevice,
  Subscription,
  UserId,
  WhichDevices,
} from '@magpie-im/model'
import type { Session } from './session.ts'
import { Subscriptions } from './subscriptions.ts'

/** Which session ends when the same user signs in again. */
export type DevicePolicy = 'one-per-type' | 'one' | 'many'

interface SessionObserver {
  began(session: Session): void
  ended(session: Session): void
}

interface RegistryOptions {
  readonly policy: DevicePolicy
  /** Of a user who comes online. */
  readonly subscriptionsOf: (user: UserId) => Iterable<Subscription>
  /** Told of every session that begins or ends, after it has. */
  readonly presence: SessionObserver
  readonly log: Log
}

const none: readonly Session[] = []

/** All sessions of this process, by user. */
export class Registry implements Deliveries {
  readonly #sessions = new Map<UserId, Session[]>()
  readonly #subscriptions = new Subscriptions()
  readonly #options: RegistryOptions
  /** Events given to sessions so far. */
  deliveries = 0

  constructor(options: RegistryOptions) {
    this.#options = options
  }

  /** How many there are. */
  size(): number {
    let count = 0
    for (const sessions of this.#sessions.values()) count += sessions.length
    return count
  }

  of(user: UserId): readonly Session[] {
    return this.#sessions.get(user) ?? none
  }

  /** From this call on the session is given everything that happens to its user. Ends the sessions it takes the place of. */
  register(session: Session): void {
    const others = this.of(session.user)
    for (const other of others) if (this.#displaces(session, other)) other.connection.close('kicked')
    this.#sessions.set(session.user, [...this.of(session.user), session])
    for (const subscription of this.#options.subscriptionsOf(session.user)) this.#subscriptions.add(session.user, subscription)
    this.#options.presence.began(session)
  }

  /** Registrations are per connection, so an old one's end never hurts a newer one. */
  unregister(session: Session): void {
    const rest = this.of(session.user).filter((other) => other !== session)
    if (rest.length > 0) this.#sessions.set(session.user, rest)
    else this.#sessions.delete(session.user)
    if (rest.length === 0) this.#subscriptions.removeUser(session.user)
    this.#options.presence.ended(session)
  }

  /** Of the sessions of `user`. */
  devicesOf(user: UserId): PresentDevice[] {
    return this.of(user).map(({ device, status }) => ({ type: device.type, status }))
  }

  /** To this session alone. */
  tell(session: Session, event: Event): void {
    this.#give(session, event, undefined)
  }

  deliver(user: UserId, event: Event, except?: ConnectionId): void {
    for (const session of this.of(user)) this.#give(session, event, except)
  }

  deliverAll(users: Iterable<UserId>, event: Event, except?: ConnectionId): void {
    for (const user of users) this.deliver(user, event, except)
  }

  publish(conversation: ConversationId, event: Event, except?: ConnectionId): void {
    for (const [user, { above }] of this.#subscriptions.of(conversation)) {
      if (seqOf(event) <= above) continue
      for (const session of this.of(user)) this.#give(session, event, except, true)
    }
  }

  subscribe(user: UserId, subscription: Subscription): void {
    if (this.#sessions.has(user)) this.#subscriptions.add(user, subscription)
  }

  unsubscribe(conversation: ConversationId, user?: UserId): void {
    if (user === undefined) this.#subscriptions.removeTopic(conversation)
    else this.#subscriptions.remove(user, conversation)
  }

  disconnect(user: UserId, reason: CloseReason, which?: WhichDevices): void {
    for (const session of this.of(user)) if (isAmong(session, which)) session.connection.close(reason)
  }

  #give(session: Session, event: Event, except: ConnectionId | undefined, publishedToMany = false): void {
    if (session.connection.id === except) {
      session.window?.note(event)
      return
    }
    try {
      if (publishedToMany && event.kind === 'message' && !event.message.priority) session.offer(event)
      else session.push(event)
      this.deliveries++
    } catch (error) {
      this.#options.log.error('delivery failed', { connection: session.connection.id, event: event.kind, error })
      session.connection.close('failed')
    }
  }

  #displaces(session: Session, other: Session): boolean {
    if (other.connection === session.connection) return false
    const { policy } = this.#options
    if (policy === 'one') return true
    const sameDevice = other.device.id === session.device.id && other.device.type === session.device.type
    return sameDevice || (policy === 'one-per-type' && other.device.type === session.device.type)
  }
}

/** Of the message it is about; what is about none is for everybody. */
function seqOf(event: Event): number {
  if (event.kind === 'message') return event.message.seq
  if (event.kind === 'message-controlled') return event.control.target.seq
  if (event.kind === 'reaction-changed') return event.reaction.target.seq
  return event.kind === 'pin-changed' ? event.pin.target.seq : Number.POSITIVE_INFINITY
}

function isAmong({ device }: Session, which: WhichDevices | undefined): boolean {
  return which === undefined || (device.type === which.type && device.id === (which.id ?? device.id))
}

import type { CloseReason, ConnectionId, Deliveries, Event, Log, UserId, WhichDevices } from '@magpie-im/model'
import type { Session } from './session.ts'

/** Which session ends when the same user signs in again. */
export type DevicePolicy = 'one-per-type' | 'one' | 'many'

/** All sessions of this process, by user. */
export class Registry implements Deliveries {
  readonly #sessions = new Map<UserId, Session[]>()
  readonly #policy: DevicePolicy
  readonly #log: Log
  /** Events given to sessions so far. */
  deliveries = 0

  constructor({ policy, log }: { policy: DevicePolicy; log: Log }) {
    this.#policy = policy
    this.#log = log
  }

  /** How many there are. */
  size(): number {
    let count = 0
    for (const sessions of this.#sessions.values()) count += sessions.length
    return count
  }

  of(user: UserId): readonly Session[] {
    return this.#sessions.get(user) ?? []
  }

  /** From this call on the session is given everything that happens to its user. Ends the sessions it takes the place of. */
  register(session: Session): void {
    const others = this.of(session.user)
    for (const other of others) if (this.#displaces(session, other)) other.connection.close('kicked')
    this.#sessions.set(session.user, [...this.of(session.user), session])
  }

  /** Registrations are per connection, so an old one's end never hurts a newer one. */
  unregister(session: Session): void {
    const rest = this.of(session.user).filter((other) => other !== session)
    if (rest.length === 0) this.#sessions.delete(session.user)
    else this.#sessions.set(session.user, rest)
  }

  deliver(user: UserId, event: Event, except?: ConnectionId): void {
    const sessions = this.#sessions.get(user)
    if (sessions === undefined) return
    for (const session of sessions) {
      if (session.connection.id === except) {
        if (event.kind === 'message') session.window?.noteSent(event.message)
        continue
      }
      this.#push(session, event)
    }
  }

  deliverAll(users: Iterable<UserId>, event: Event, except?: ConnectionId): void {
    for (const user of users) this.deliver(user, event, except)
  }

  disconnect(user: UserId, reason: CloseReason, which?: WhichDevices): void {
    for (const session of this.of(user)) if (isAmong(session, which)) session.connection.close(reason)
  }

  #push(session: Session, event: Event): void {
    try {
      session.push(event)
      this.deliveries++
    } catch (error) {
      this.#log.error('delivery failed', { connection: session.connection.id, event: event.kind, error })
      session.connection.close('failed')
    }
  }

  #displaces(session: Session, other: Session): boolean {
    if (other.connection === session.connection) return false
    if (this.#policy === 'one') return true
    const sameDevice = other.device.id === session.device.id && other.device.type === session.device.type
    return sameDevice || (this.#policy === 'one-per-type' && other.device.type === session.device.type)
  }
}

function isAmong({ device }: Session, which: WhichDevices | undefined): boolean {
  return which === undefined || (device.type === which.type && device.id === (which.id ?? device.id))
}

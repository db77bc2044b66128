import type { DeviceType } from '../device.ts'
import type { CloseReason } from '../errors.ts'
import type { Event } from '../event.ts'
import type { ConnectionId, UserId } from '../ids.ts'

/** The open connections. A failed or slow recipient never fails the caller (I9). */
export interface Deliveries {
  /** Gives `event` to every signed-in device of `user` but the one on `except`. Events of one caller arrive in its order. */
  deliver(user: UserId, event: Event, except?: ConnectionId): void
  /** The same for many users; none of them twice. */
  deliverAll(users: Iterable<UserId>, event: Event, except?: ConnectionId): void
  /** Ends the connections of `user`, by default all of them. */
  disconnect(user: UserId, reason: CloseReason, which?: WhichDevices): void
}

/** Devices of one user. */
export interface WhichDevices {
  readonly type: DeviceType
  /** Undefined: all of the type. */
  readonly id: string | undefined
}

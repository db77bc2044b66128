import type { DeviceType } from '../device.ts'
import type { CloseReason } from '../errors.ts'
import type { Event } from '../event.ts'
import type { ConnectionId, ConversationId, UserId } from '../ids.ts'

/** The open connections. A failed or slow recipient never fails the caller (I9). */
export interface Deliveries {
  /** Gives `event` to every signed-in device of `user` but the one on `except`. Events of one caller arrive in its order. */
  deliver(user: UserId, event: Event, except?: ConnectionId): void
  /** The same for many users; none of them twice. */
  deliverAll(users: Iterable<UserId>, event: Event, except?: ConnectionId): void
  /**
   * Gives `event` to every signed-in device whose user is subscribed to `conversation` but the one on `except`: what it costs
   * depends on who is online. A device that is behind is given only the newest of the ordinary messages it has no room for.
   */
  publish(conversation: ConversationId, event: Event, except?: ConnectionId): void
  /** Replaces what `user` subscribed to of this conversation. Who is not online is passed over: his subscriptions are asked for when he signs in. */
  subscribe(user: UserId, subscription: Subscription): void
  /** `user` undefined: nobody is subscribed any more. */
  unsubscribe(conversation: ConversationId, user?: UserId): void
  /** Ends the connections of `user`, by default all of them. */
  disconnect(user: UserId, reason: CloseReason, which?: WhichDevices): void
}

/** Devices of one user. */
export interface WhichDevices {
  readonly type: DeviceType
  /** Undefined: all of the type. */
  readonly id: string | undefined
}

/** What a user is given of a conversation with very many members. */
export interface Subscription {
  readonly conversation: ConversationId
  /** Messages whose seq is greater, what becomes of them, and all other events. */
  readonly above: number
}

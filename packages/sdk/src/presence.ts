import type { ServerEvent } from './protocol.ts'

/** Whether somebody is here, on which types of device, and, if he is not, since when. */
export type UserPresence = Omit<ServerEvent<'presenceChanged'>, 'event' | 'user'>

/** Who is here, always as it is now, of whomever somebody subscribed to: at most 200, those first who are looked at in most places. */
export interface Presence {
  /** Another object after every change. Offline as well when nobody subscribed to him, one may not know, or one is not signed in oneself. */
  get(user: string): UserPresence
  /** Watches these users, and tells, once for all that changed at once, that one of them is not as he was. Returns what ends it. */
  subscribe(users: readonly string[], listener: () => void): () => void
  /** Says of this device that nobody is at it, or that somebody is again. */
  setAway(isAway: boolean): void
}

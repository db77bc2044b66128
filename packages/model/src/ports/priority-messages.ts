import type { MessageControl } from '../control.ts'
import type { UserId } from '../ids.ts'
import type { Message } from '../message.ts'
import type { Stamp } from '../stamp.ts'

/** Something a user is told even if it came while he was away: a message with priority as it is now, or the last that was done to a message. */
export type PriorityEntry =
  | { readonly kind: 'message'; readonly stamp: Stamp; readonly message: Message }
  | { readonly kind: 'control'; readonly stamp: Stamp; readonly control: MessageControl }

export interface NewestPriorityQuery {
  readonly user: UserId
  /** Entries that are older are left out, whether or not they are still there. */
  readonly notBefore: Stamp
  readonly limit: number
}

export interface PriorityQuery extends NewestPriorityQuery {
  /** Only entries with a greater stamp. */
  readonly after: Stamp
}

/** Of a user's conversations; of groups what is about messages since he joined, and while he is a member. Always oldest first. */
export interface PriorityMessages {
  list(query: PriorityQuery): Promise<readonly PriorityEntry[]>
  /** The last `limit` of them. */
  newest(query: NewestPriorityQuery): Promise<readonly PriorityEntry[]>
}

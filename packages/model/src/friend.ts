import type { UserId } from './ids.ts'
import type { Stamp } from './stamp.ts'

/** One side of a friendship, as its owner sees it. */
export interface Friend {
  readonly user: UserId
  readonly friend: UserId
  readonly remark: string
  readonly since: Stamp
}

export const friendRequestStates = ['pending', 'accepted', 'refused'] as const
export type FriendRequestState = (typeof friendRequestStates)[number]

import type { UserId } from './ids.ts'
import type { Stamp } from './stamp.ts'

/** One side of a friendship, as its owner sees it. */
export interface Friend {
  readonly user: UserId
  readonly friend: UserId
  readonly remark: string
  readonly since: Stamp
}

/** Who adds a friend makes him one at once, or asks him first. */
export const friendPolicies = ['add', 'request'] as const
export type FriendPolicy = (typeof friendPolicies)[number]

/** With whom anybody may begin a conversation: with his friends, or with everyone. */
export const chatPolicies = ['friends', 'anyone'] as const
export type ChatPolicy = (typeof chatPolicies)[number]

export const friendRequestStates = ['pending', 'accepted', 'refused'] as const
export type FriendRequestState = (typeof friendRequestStates)[number]

/** What `from` asked `to`, with the last word of either. */
export interface FriendRequest {
  readonly from: UserId
  readonly to: UserId
  readonly text: string
  readonly state: FriendRequestState
  /** Of the last word. */
  readonly at: Stamp
}

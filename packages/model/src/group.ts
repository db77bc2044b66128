import type { ConversationId, GroupId, UserId } from './ids.ts'
import type { Stamp } from './stamp.ts'

/** Who may make somebody a member: anyone himself, members others, or owner and admins others. */
export const joinPolicies = ['open', 'members-invite', 'owner-approves'] as const
export type JoinPolicy = (typeof joinPolicies)[number]

/** What a new member may read of the past. */
export const historyVisibilities = ['all', 'since-joining'] as const
export type HistoryVisibility = (typeof historyVisibilities)[number]

export const roles = ['owner', 'admin', 'member'] as const
export type Role = (typeof roles)[number]

export interface Group {
  readonly id: GroupId
  readonly conversation: ConversationId
  /** Unique 32-bit number, given once, for clients whose protocol needs one. */
  readonly number: number
  readonly name: string
  readonly avatar: string
  readonly description: string
  readonly owner: UserId
  /** The most members it may have. */
  readonly limit: number
  /** Rises by one with every change of the group or of who is in it. */
  readonly version: number
  readonly joinPolicy: JoinPolicy
  readonly historyForNewMembers: HistoryVisibility
  /** Only owner and admins may write. */
  readonly muted: boolean
  readonly createdAt: Stamp
  readonly updatedAt: Stamp
  /** It has no members any more, and stays only so that its id is not given again. */
  readonly dismissed: boolean
}

/** Where the log of a group stood when somebody became a member. */
export interface Joining {
  readonly at: Stamp
  /** Of the newest message then; what comes behind it counts as unread for him. */
  readonly seq: number
  readonly seqId: number
  /** Counted messages up to then. */
  readonly ordinal: number
  /** His own among them, from an earlier membership. */
  readonly senderOrdinal: number
}

export interface Member {
  readonly user: UserId
  readonly role: Role
  readonly joined: Joining
  /** 0: not muted. */
  readonly mutedUntil: Stamp
}

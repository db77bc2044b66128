import type { Attribute } from './attribute.ts'
import type { Group, Member, Role } from './group.ts'
import type { ConversationId, UserId } from './ids.ts'
import type { Message } from './message.ts'
import type { Profile } from './profile.ts'
import type { Stamp } from './stamp.ts'
import type { User } from './user.ts'

/**
 * A change that was acknowledged, as the journal keeps it. Every record states the outcome, not the step towards it,
 * so applying one again, or applying an older one before the newer that follows it, ends in the same state.
 */
export type JournalRecord =
  | UserRecord
  | ConversationRecord
  | FriendshipRecord
  | AliasRecord
  | GroupRecord
  | MembershipRecord
  | MessageRecord
  | ReadMarkRecord
  | ProfileRecord
  | BlockRecord
  | FriendAttributeRecord
  | ConversationAttributeRecord

interface Stamped {
  readonly stamp: Stamp
}

/** A user as he is from now on. */
export interface UserRecord extends User, Stamped {
  readonly type: 'user'
}

/** A conversation of two and where its counters stand; written when it begins and, with later counters, in checkpoints. */
export interface ConversationRecord extends Stamped {
  readonly type: 'conversation'
  readonly conversation: ConversationId
  /** In the order of `pairOf`. */
  readonly members: readonly [UserId, UserId]
  readonly lastSeq: number
  readonly lastSeqId: number
  /** Counted messages of each member. */
  readonly ordinals: readonly [number, number]
}

/**
 * Whether two users are friends from now on; lies in the log of their conversation. Friends no more: what they kept
 * about each other (`friend-attribute`) is gone with it.
 */
export interface FriendshipRecord extends Stamped {
  readonly type: 'friendship'
  readonly conversation: ConversationId
  /** In the order of `pairOf`. */
  readonly members: readonly [UserId, UserId]
  readonly friends: boolean
  /** What each member calls the other. */
  readonly remarks: readonly [string, string]
  /** When they became friends. */
  readonly since: Stamp
}

/** The label by which `user` knows a conversation from now on; replaces his earlier one. */
export interface AliasRecord extends Stamped {
  readonly type: 'alias'
  readonly user: UserId
  readonly conversation: ConversationId
  readonly label: string
}

/** A group as it is from now on, and where its counters stand. One that is dismissed has no members from here on. */
export interface GroupRecord extends Group, Stamped {
  readonly type: 'group'
  readonly lastSeq: number
  readonly lastSeqId: number
  /** Counted messages of all members. */
  readonly ordinal: number
}

/** Whether and as what `user` is in a group from now on; lies in the log of the group, so who joined when is part of its order. */
export interface MembershipRecord extends Omit<Member, 'role'>, Stamped {
  readonly type: 'membership'
  readonly conversation: ConversationId
  readonly role: Role | 'gone'
  /** His counted messages up to now, from earlier memberships too. */
  readonly senderOrdinal: number
}

export interface MessageRecord extends Message, Stamped {
  readonly type: 'message'
}

/** How far `user` has read; only ever moves forward (I6). */
export interface ReadMarkRecord extends Stamped {
  readonly type: 'read-mark'
  readonly conversation: ConversationId
  readonly user: UserId
  readonly seq: number
  readonly seqId: number
}

/** What a user tells of himself from now on. */
export interface ProfileRecord extends Profile, Stamped {
  readonly type: 'profile'
  readonly user: UserId
}

/** Whether `user` has blocked `other` from now on. */
export interface BlockRecord extends Stamped {
  readonly type: 'block'
  readonly user: UserId
  readonly other: UserId
  readonly blocked: boolean
}

/** What `user` keeps about the friend he has this conversation with, under one name. */
export interface FriendAttributeRecord extends Attribute, Stamped {
  readonly type: 'friend-attribute'
  readonly conversation: ConversationId
  readonly user: UserId
}

/** What `user` keeps about a conversation in his list, under one name; changes his list. */
export interface ConversationAttributeRecord extends Attribute, Stamped {
  readonly type: 'conversation-attribute'
  readonly conversation: ConversationId
  readonly user: UserId
}

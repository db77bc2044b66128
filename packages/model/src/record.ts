import type { ApiKey, Department, Grant, WordAction } from './administration.ts'
import type { Pin, Reaction } from './annotation.ts'
import type { Attribute } from './attribute.ts'
import type { MessageControl } from './control.ts'
import type { Device } from './device.ts'
import type { FileUse, StoredFile } from './file.ts'
import type { FriendRequest } from './friend.ts'
import type { Group, Member, Role } from './group.ts'
import type { AppId, ConversationId, FileId, UserId } from './ids.ts'
import type { AudienceKind, Message } from './message.ts'
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
  | DeliveredMarkRecord
  | ProfileRecord
  | BlockRecord
  | FriendAttributeRecord
  | ConversationAttributeRecord
  | MessageControlRecord
  | NoticesRecord
  | ExpiryRecord
  | ListRemovalRecord
  | FriendRequestRecord
  | MuteRecord
  | DepartmentRecord
  | GrantRecord
  | MonitoringRecord
  | SettingRecord
  | ApiKeyRecord
  | BlockedWordRecord
  | TokenRevocationRecord
  | SignInRecord
  | AuditRecord
  | EpochRecord
  | FileRecord
  | FilesSentRecord
  | ReactionRecord
  | PinRecord

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
  /** Words were replaced: the body is not what was sent. */
  readonly masked?: true | undefined
}

/** How far `user` has read; only ever moves forward (I6). */
export interface ReadMarkRecord extends Stamped {
  readonly type: 'read-mark'
  readonly conversation: ConversationId
  readonly user: UserId
  readonly seq: number
  readonly seqId: number
}

/** How far `user`'s clients have received, where that is further than he has read; only ever moves forward. */
export interface DeliveredMarkRecord extends Omit<ReadMarkRecord, 'type'> {
  readonly type: 'delivered-mark'
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

/** What became of a message; lies in the log of its conversation, and the later of two holds. */
export interface MessageControlRecord extends MessageControl, Stamped {
  readonly type: 'message-control'
}

/** The conversation in which `user` is given notice by `app`, and where its counters stand. */
export interface NoticesRecord extends Stamped {
  readonly type: 'notices'
  readonly conversation: ConversationId
  readonly app: AppId
  readonly user: UserId
  readonly lastSeq: number
  readonly lastSeqId: number
  /** Counted notices. */
  readonly ordinal: number
}

/** Messages up to `seq` are gone for everyone: nobody is shown them and they count for nobody. Only ever moves forward. */
export interface ExpiryRecord extends Stamped {
  readonly type: 'expiry'
  readonly conversation: ConversationId
  readonly audience: AudienceKind
  /** Both of a conversation of two, the user who is given notice, nobody of a group. */
  readonly members: readonly UserId[]
  readonly seq: number
  readonly seqId: number
}

/** `user` removed a conversation from his list; it comes back with a message above `seq`. */
export interface ListRemovalRecord extends Stamped {
  readonly type: 'list-removal'
  readonly conversation: ConversationId
  readonly user: UserId
  readonly seq: number
}

/** Where `from`'s request to become a friend of `to` stands from now on; lies in the log of their conversation. */
export interface FriendRequestRecord extends FriendRequest, Stamped {
  readonly type: 'friend-request'
  readonly conversation: ConversationId
}

/** Until when a user may not write anywhere; 0: he may. */
export interface MuteRecord extends Stamped {
  readonly type: 'mute'
  readonly user: UserId
  readonly until: Stamp
}

export interface DepartmentRecord extends Department, Stamped {
  readonly type: 'department'
  readonly removed: boolean
}

/** A right that a user has from now on, or no longer. */
export interface GrantRecord extends Grant, Stamped {
  readonly type: 'grant'
  readonly granted: boolean
}

/** Whether `user` follows a conversation he is not in from now on; takes the right to monitor it. */
export interface MonitoringRecord extends Stamped {
  readonly type: 'monitoring'
  readonly user: UserId
  readonly conversation: ConversationId
  readonly following: boolean
}

/** A setting that was changed while the server runs; undefined: it is as the configuration says again. */
export interface SettingRecord extends Stamped {
  readonly type: 'setting'
  readonly key: string
  readonly value: string | undefined
}

export interface ApiKeyRecord extends ApiKey, Stamped {
  readonly type: 'api-key'
  readonly revoked: boolean
}

/** What is done from now on with messages that contain `word`; undefined: nothing. */
export interface BlockedWordRecord extends Stamped {
  readonly type: 'blocked-word'
  readonly word: string
  readonly action: WordAction | undefined
}

/** Tokens of `user` that are not accepted any more. */
export interface TokenRevocationRecord extends Stamped {
  readonly type: 'token-revocation'
  readonly user: UserId
  /** Undefined: all that were issued up to now. */
  readonly token: string | undefined
}

/** Somebody tried to sign in. */
export interface SignInRecord extends Stamped {
  readonly type: 'sign-in'
  /** As he claimed. */
  readonly user: UserId
  readonly device: Device
  readonly address: string
  readonly door: string
  /** `ok` or the name of the error. */
  readonly result: string
}

/** Somebody used a right that others cannot see him use. */
export interface AuditRecord extends Stamped {
  readonly type: 'audit'
  /** An API key, a user or the control socket. */
  readonly actor: string
  /** Such as `group.dismiss`. */
  readonly action: string
  /** What it was done to. */
  readonly subject: string
  /** Never contents or credentials (I16). */
  readonly detail: string
}

/**
 * The journal was restored from a backup: what followed there is lost, and nobody knows how far it went. Nothing that may have
 * been given there is given again (I2): all stamps go on above this record's, all numbers above those it names.
 */
export interface EpochRecord extends Stamped {
  readonly type: 'epoch'
  /** 1 for the first restore in the history of this journal. */
  readonly number: number
  /** When the backup was made, in milliseconds since 1970, and at which position. What is restored may end before it. */
  readonly backup: { readonly at: number; readonly position: number }
  readonly above: GivenNumbers
}

/** The highest of each kind that was given, or may have been. */
export interface GivenNumbers {
  /** Of messages, in whatever conversation. */
  readonly seq: number
  readonly conversation: number
  /** Of users. */
  readonly user: number
  readonly group: number
}

/** A file as it is from now on. One that is removed is gone with its bytes. */
export interface FileRecord extends StoredFile, Stamped {
  readonly type: 'file'
  readonly removed: boolean
}

/** A message with files is about to be sent; lies right before it. Without the message, which a crash may have taken, it means nothing. */
export interface FilesSentRecord extends FileUse {
  readonly type: 'files-sent'
  readonly files: readonly FileId[]
}

/** What somebody thinks of a message from now on, or no longer; there only where that changed. Lies in the log of its conversation. */
export interface ReactionRecord extends Reaction, Stamped {
  readonly type: 'reaction'
}

/** Whether a message is kept in view from now on; there only where that changed. Lies in the log of its conversation. */
export interface PinRecord extends Pin, Stamped {
  readonly type: 'pin'
}

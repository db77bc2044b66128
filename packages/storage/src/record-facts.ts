import {
  type Audited,
  type AuditRecord,
  type ConversationId,
  type FileId,
  type FileRecord,
  type FilesSentRecord,
  type FileUse,
  type Friend,
  type FriendshipRecord,
  isNotice,
  isSingle,
  type JournalRecord,
  type KnownDevice,
  type ListedConversation,
  type Message,
  type SignIn,
  type SignInRecord,
  type StoredFile,
  type UserId,
} from '@magpie-im/model'

/** Keys beside ids, which have no control characters: what members of groups are told besides messages, and lists of all users. */
export const wide = { groups: '\0groups', signIns: '\0sign-ins', audit: '\0audit' } as const

/** What a record can be looked up by. */
export type TailKey = ConversationId | UserId | FileId | (typeof wide)[keyof typeof wide]

/** The conversations and users whose answers a record changes. */
export function touchedBy(record: JournalRecord): readonly TailKey[] {
  switch (record.type) {
    case 'message':
      return [record.conversation, ...(record.audience === 'group' && !record.priority ? [] : readersOf(record))]
    case 'message-control':
      return [record.conversation, ...(record.only === undefined ? readersOf(record.target) : [record.only])]
    case 'expiry':
      return [record.conversation, ...(record.audience === 'group' ? [wide.groups] : record.members)]
    case 'reaction':
    case 'pin':
      return [record.conversation]
    case 'group':
      return record.dismissed ? [record.conversation, wide.groups] : [record.conversation]
    case 'membership':
      return [record.conversation, record.user]
    case 'read-mark':
    case 'conversation-attribute':
    case 'list-removal':
      return [record.user]
    case 'friendship':
      return record.members
    case 'sign-in':
      return [record.user, wide.signIns]
    case 'audit':
      return [wide.audit]
    case 'file':
      return [record.id, record.owner]
    case 'files-sent':
      return record.files
    case 'notices':
    case 'friend-request':
    case 'mute':
    case 'department':
    case 'grant':
    case 'setting':
    case 'api-key':
    case 'blocked-word':
    case 'token-revocation':
    case 'monitoring':
    case 'user':
    case 'conversation':
    case 'alias':
    case 'delivered-mark':
    case 'profile':
    case 'block':
    case 'friend-attribute':
    case 'epoch':
      return []
  }
}

/** What a message in it is looked up by: its users, or all groups. */
function readersOf(message: Addressed): readonly TailKey[] {
  return message.audience === 'group' ? [wide.groups] : usersOf(message)
}

type Addressed = Pick<Message, 'audience' | 'sender' | 'recipient'>

/** Who has the conversation of `message` in his list; nobody by a message to a group. */
export function usersOf(message: Addressed): readonly UserId[] {
  if (isSingle(message)) return [message.sender, message.recipient]
  return isNotice(message) ? [message.recipient] : []
}

/** The group whose members' lists a record changes. */
export function groupTouchedBy(record: JournalRecord): ConversationId | undefined {
  switch (record.type) {
    case 'group':
    case 'membership':
      return record.conversation
    case 'message':
    case 'expiry':
      return record.audience === 'group' ? record.conversation : undefined
    case 'message-control':
      return record.target.audience === 'group' && record.only === undefined ? record.conversation : undefined
    default:
      return undefined
  }
}

/** With whom the conversation of `message` is in the list of `user`. */
export function peerOf(message: Message, user: UserId): ListedConversation['peer'] {
  if (message.app !== undefined) return message.app
  return message.audience === 'single' && message.recipient === user ? message.sender : message.recipient
}

/** Both sides of a friendship. */
export function friendsOf({ members, remarks, since }: FriendshipRecord): readonly [Friend, Friend] {
  const [first, second] = members
  return [
    { user: first, friend: second, remark: remarks[0], since },
    { user: second, friend: first, remark: remarks[1], since },
  ]
}

export function signInOf({ type: _, ...signIn }: SignInRecord): SignIn {
  return signIn
}

export function deviceOf({ device, address, stamp }: SignInRecord): KnownDevice {
  return { device, address, at: stamp }
}

export function auditedOf({ type: _, ...audited }: AuditRecord): Audited {
  return audited
}

export function fileOf({ type: _, stamp: __, removed: ___, ...file }: FileRecord): StoredFile {
  return file
}

export function useOf({ type: _, files: __, ...use }: FilesSentRecord): FileUse {
  return use
}

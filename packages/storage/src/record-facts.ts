import {
  type ConversationId,
  type Friend,
  type FriendshipRecord,
  isSingle,
  type JournalRecord,
  type Message,
  type UserId,
} from '@magpie-im/model'

/** What a record can be looked up by. */
export type TailKey = ConversationId | UserId

/** The conversations and users whose answers a record changes. */
export function touchedBy(record: JournalRecord): readonly TailKey[] {
  switch (record.type) {
    case 'message':
      return isSingle(record) ? [record.conversation, record.sender, record.recipient] : [record.conversation]
    case 'group':
      return [record.conversation]
    case 'membership':
      return [record.conversation, record.user]
    case 'read-mark':
    case 'conversation-attribute':
      return [record.user]
    case 'friendship':
      return record.members
    case 'message-control':
    case 'expiry':
    case 'list-removal':
    case 'notices':
    case 'friend-request':
    case 'mute':
    case 'department':
    case 'grant':
    case 'setting':
    case 'api-key':
    case 'blocked-word':
    case 'token-revocation':
    case 'sign-in':
    case 'audit':
    case 'user':
    case 'conversation':
    case 'alias':
    case 'profile':
    case 'block':
    case 'friend-attribute':
      return []
  }
}

/** The group whose members' lists a record changes. */
export function groupTouchedBy(record: JournalRecord): ConversationId | undefined {
  if (record.type === 'group' || record.type === 'membership') return record.conversation
  return record.type === 'message' && record.audience === 'group' ? record.conversation : undefined
}

/** With whom the conversation of `message` is in the list of `user`. */
export function peerOf(message: Message, user: UserId): Message['recipient'] {
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

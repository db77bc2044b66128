import type { ConversationId, Friend, FriendshipRecord, JournalRecord, Message, UserId } from '@magpie-im/model'

/** What a record can be looked up by. */
export type TailKey = ConversationId | UserId

/** The conversations and users whose answers a record changes. */
export function touchedBy(record: JournalRecord): readonly TailKey[] {
  switch (record.type) {
    case 'message':
      return [record.conversation, record.sender, record.recipient]
    case 'read-mark':
    case 'conversation-attribute':
      return [record.user]
    case 'friendship':
      return record.members
    case 'user':
    case 'conversation':
    case 'alias':
    case 'profile':
    case 'block':
    case 'friend-attribute':
      return []
  }
}

export function peerOf(message: Message, user: UserId): UserId {
  return message.sender === user ? message.recipient : message.sender
}

/** Both sides of a friendship. */
export function friendsOf({ members, remarks, since }: FriendshipRecord): readonly [Friend, Friend] {
  const [first, second] = members
  return [
    { user: first, friend: second, remark: remarks[0], since },
    { user: second, friend: first, remark: remarks[1], since },
  ]
}

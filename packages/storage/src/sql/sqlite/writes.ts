import type { DatabaseSync } from 'node:sqlite'
import {
  type ConversationAttributeRecord,
  type ConversationId,
  type Entry,
  type FriendshipRecord,
  isSingle,
  type JournalRecord,
  type MessageRecord,
  type ReadMarkRecord,
  type UserId,
} from '@magpie-im/model'
import { friendsOf } from '../../record-facts.ts'
import { conversationAttributesSql } from '../conversation-attributes.ts'
import { conversationsSql } from '../conversations.ts'
import { friendsSql, friendValues } from '../friends.ts'
import { type MemberRow, membersSql } from '../members.ts'
import { messagesSql, messageValues } from '../messages.ts'
import { usersSql, userValues } from '../users.ts'
import { SqliteGroupWrites } from './group-writes.ts'
import { change, query } from './statement.ts'

/** What a transaction writes at its end: of many changes of a list only the last, and messages in the order they lie in. */
interface Late {
  readonly messages: MessageRecord[]
  readonly newest: Map<ConversationId, MessageRecord>
  readonly marks: Map<ConversationId, Map<UserId, ReadMarkRecord>>
  readonly attributes: ConversationAttributeRecord[]
}

/** Puts records into an open database; its caller gives the transaction. */
export class SqliteWrites {
  readonly #putMessage
  readonly #putUser
  readonly #putConversation
  readonly #putFriend
  readonly #deleteFriend
  readonly #member
  readonly #addMember
  readonly #touch
  readonly #markRead
  readonly #groups
  readonly #putAttribute

  constructor(database: DatabaseSync) {
    this.#putMessage = change(database, messagesSql.put)
    this.#putUser = change(database, usersSql.put)
    this.#putConversation = change(database, conversationsSql.put)
    this.#putFriend = change(database, friendsSql.put)
    this.#deleteFriend = change(database, friendsSql.delete)
    this.#member = query<MemberRow>(database, membersSql.get)
    this.#addMember = change(database, membersSql.add)
    this.#touch = change(database, membersSql.touch)
    this.#groups = new SqliteGroupWrites(database)
    this.#markRead = change(database, membersSql.markRead)
    this.#putAttribute = change(database, conversationAttributesSql.put)
  }

  apply(entries: readonly Entry[]): void {
    const late: Late = { messages: [], newest: new Map(), marks: new Map(), attributes: [] }
    for (const { record } of entries) this.#put(record, late)
    for (const message of late.messages.sort(byPlace)) this.#putMessage(...messageValues(message))
    for (const message of late.newest.values()) {
      if (isSingle(message)) {
        this.#touchList(message.sender, message.recipient, message)
        this.#touchList(message.recipient, message.sender, message)
      } else this.#groups.touch(message)
    }
    for (const marks of late.marks.values()) {
      for (const mark of marks.values()) {
        const { user, conversation, seq, seqId, stamp } = mark
        if (this.#markRead(seq, seqId, stamp, stamp, user, conversation, seq) === 0) this.#groups.markRead(mark)
      }
    }
    for (const { user, conversation, name, value, stamp } of late.attributes) {
      this.#putAttribute(user, conversation, name, value)
      if (this.#touch(stamp, user, conversation, stamp) === 0) this.#groups.touchMember({ user, conversation, stamp })
    }
  }

  #put(record: JournalRecord, late: Late): void {
    switch (record.type) {
      case 'message':
        late.messages.push(record)
        late.newest.set(record.conversation, record)
        if (record.audience === 'group') this.#groups.sent(record)
        return
      case 'group':
        this.#groups.put(record)
        return
      case 'membership':
        this.#groups.putMember(record)
        return
      case 'read-mark':
        noteMark(late.marks, record)
        return
      case 'friendship':
        this.#putFriendship(record)
        return
      case 'conversation':
        this.#putConversation(record.conversation, ...record.members)
        return
      case 'user':
        this.#putUser(...userValues(record))
        return
      case 'conversation-attribute':
        late.attributes.push(record)
        return
      case 'alias': // These are the writers' own; no read asks for them here.
      case 'profile':
      case 'block':
      case 'friend-attribute':
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
        return
    }
  }

  #putFriendship(record: FriendshipRecord): void {
    for (const side of friendsOf(record)) {
      if (record.friends) this.#putFriend(...friendValues(side))
      else this.#deleteFriend(side.user, side.friend)
    }
  }

  #touchList(user: UserId, peer: UserId, { conversation, stamp }: MessageRecord): void {
    if (this.#touch(stamp, user, conversation, stamp) > 0) return
    if (!this.#member.get(user, conversation)) this.#addMember(user, conversation, peer, stamp)
  }
}

function noteMark(marks: Late['marks'], record: ReadMarkRecord): void {
  const known = marks.get(record.conversation)
  if (known) known.set(record.user, record)
  else marks.set(record.conversation, new Map([[record.user, record]]))
}

function byPlace(a: MessageRecord, b: MessageRecord): number {
  return a.conversation - b.conversation || a.seq - b.seq
}

import type { DatabaseSync } from 'node:sqlite'
import type {
  ConversationAttributeRecord,
  ConversationId,
  Entry,
  ExpiryRecord,
  FriendshipRecord,
  JournalRecord,
  ListRemovalRecord,
  MessageControlRecord,
  MessageRecord,
  ReadMarkRecord,
  Stamp,
  UserId,
  UserRecord,
} from '@magpie-im/model'
import { friendsOf, peerOf, usersOf } from '../../record-facts.ts'
import { conversationAttributesSql } from '../conversation-attributes.ts'
import { conversationsSql } from '../conversations.ts'
import { friendsSql, friendValues } from '../friends.ts'
import { type MemberRow, membersSql } from '../members.ts'
import { messagesSql, messageValues } from '../messages.ts'
import { priorityMessagesSql } from '../priority-messages.ts'
import { usersSql, userValues } from '../users.ts'
import { SqliteAccountWrites } from './account-writes.ts'
import { SqliteControlWrites } from './control-writes.ts'
import { SqliteGroupWrites } from './group-writes.ts'
import { change, query } from './statement.ts'
import { SqliteStatisticsWrites } from './statistics-writes.ts'

/** What a transaction writes at its end: of many changes of a list only the last, and messages in the order they lie in. */
interface Late {
  readonly messages: MessageRecord[]
  readonly newest: Map<ConversationId, MessageRecord>
  readonly marks: Map<ConversationId, Map<UserId, ReadMarkRecord>>
  readonly attributes: ConversationAttributeRecord[]
  /** What became of messages, in its order. */
  readonly controls: (MessageControlRecord | ExpiryRecord)[]
  readonly removals: ListRemovalRecord[]
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
  readonly #removeFromList
  readonly #controls
  readonly #user
  readonly #putPriority
  readonly #statistics
  readonly #accounts

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
    this.#removeFromList = change(database, membersSql.remove)
    this.#controls = new SqliteControlWrites(database)
    this.#user = query<{ readonly id: UserId }>(database, usersSql.get)
    this.#putPriority = change(database, priorityMessagesSql.put)
    this.#statistics = new SqliteStatisticsWrites(database)
    this.#accounts = new SqliteAccountWrites(database)
  }

  /** Answers whether contents were removed that are to leave the file. */
  apply(entries: readonly Entry[]): boolean {
    const late: Late = { messages: [], newest: new Map(), marks: new Map(), attributes: [], controls: [], removals: [] }
    this.#statistics.start()
    for (const entry of entries) this.#statistics.count(entry, this.#put(entry.record, late))
    for (const message of late.messages.sort(byPlace)) this.#putMessage(...messageValues(message))
    for (const message of late.newest.values()) this.#touchLists(message)
    for (const marks of late.marks.values()) for (const mark of marks.values()) this.#mark(mark)
    for (const { user, conversation, name, value, stamp } of late.attributes) {
      this.#putAttribute(user, conversation, name, value)
      this.#touchOwn(user, conversation, stamp)
    }
    for (const control of late.controls) this.#control(control)
    for (const removal of late.removals) this.#remove(removal)
    const last = entries.at(-1)
    if (last) this.#statistics.store(last.position)
    if (last) this.#accounts.prune(last.record.stamp)
    const pruned = this.#controls.prune()
    return pruned || late.controls.length > 0
  }

  /** Answers whether a user or a group was not there before. */
  #put(record: JournalRecord, late: Late): boolean {
    switch (record.type) {
      case 'message':
        late.messages.push(record)
        late.newest.set(record.conversation, record)
        if (record.audience === 'group') this.#groups.sent(record)
        if (record.priority) this.#putPriority(record.conversation, record.seqId, record.seq)
        return false
      case 'group':
        return this.#groups.put(record)
      case 'membership':
        this.#groups.putMember(record)
        return false
      case 'read-mark':
        noteMark(late.marks, record)
        return false
      case 'friendship':
        this.#putFriendship(record)
        return false
      case 'conversation':
        this.#putConversation(record.conversation, ...record.members)
        return false
      case 'user':
        return this.#addUser(record)
      case 'sign-in':
        this.#accounts.signedIn(record)
        return false
      case 'audit':
        this.#accounts.audited(record)
        return false
      case 'conversation-attribute':
        late.attributes.push(record)
        return false
      case 'message-control':
      case 'expiry':
        late.controls.push(record)
        return false
      case 'list-removal':
        late.removals.push(record)
        return false
      case 'notices':
        this.#putConversation(record.conversation, record.user, '')
        return false
      case 'alias': // These are the writers' own; no read asks for them here.
      case 'profile':
      case 'block':
      case 'friend-attribute':
      case 'friend-request':
      case 'mute':
      case 'department':
      case 'grant':
      case 'setting':
      case 'api-key':
      case 'blocked-word':
      case 'token-revocation':
      case 'monitoring':
      case 'epoch':
        return false
    }
  }

  #addUser(record: UserRecord): boolean {
    const isNew = this.#user.get(record.id) === undefined
    this.#putUser(...userValues(record))
    return isNew
  }

  #putFriendship(record: FriendshipRecord): void {
    for (const side of friendsOf(record)) {
      if (record.friends) this.#putFriend(...friendValues(side))
      else this.#deleteFriend(side.user, side.friend)
    }
  }

  #control(record: MessageControlRecord | ExpiryRecord): void {
    if (record.type === 'expiry') {
      this.#controls.expire(record)
      return
    }
    this.#controls.control(record)
    const { only, target, conversation, stamp } = record
    if (only !== undefined) this.#touchOwn(only, conversation, stamp)
    else if (target.audience === 'group') this.#groups.touch(record)
    else for (const user of usersOf(target)) this.#touch(stamp, user, conversation, stamp)
  }

  #mark(mark: ReadMarkRecord): void {
    const { user, conversation, seq, seqId, stamp } = mark
    if (this.#markRead(seq, seqId, stamp, stamp, user, conversation, seq) === 0) this.#groups.markRead(mark)
  }

  #remove(record: ListRemovalRecord): void {
    const { user, conversation, seq, stamp } = record
    if (this.#removeFromList(seq, stamp, stamp, user, conversation, seq) === 0) this.#groups.remove(record)
  }

  /** The conversation moves in the list of one of its users. */
  #touchOwn(user: UserId, conversation: ConversationId, stamp: Stamp): void {
    if (this.#touch(stamp, user, conversation, stamp) === 0) this.#groups.touchMember({ user, conversation, stamp })
  }

  #touchLists(message: MessageRecord): void {
    if (message.audience === 'group') this.#groups.touch(message)
    else for (const user of usersOf(message)) this.#touchList(user, message)
  }

  #touchList(user: UserId, message: MessageRecord): void {
    const { conversation, audience, stamp } = message
    if (this.#touch(stamp, user, conversation, stamp) > 0) return
    if (!this.#member.get(user, conversation)) this.#addMember(user, conversation, audience, peerOf(message, user), stamp)
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

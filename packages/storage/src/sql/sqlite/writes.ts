import type { DatabaseSync } from 'node:sqlite'
import type {
  ConversationAttributeRecord,
  ConversationId,
  Entry,
  ExpiryRecord,
  FriendshipRecord,
  ListRemovalRecord,
  MessageControlRecord,
  MessageRecord,
  PinRecord,
  ReactionRecord,
  ReadMarkRecord,
  SignInRecord,
  Stamp,
  UserId,
  UserRecord,
} from '@magpie-im/model'
import { friendsOf, peerOf, usersOf } from '../../record-facts.ts'
import { conversationAttributesSql } from '../conversation-attributes.ts'
import { conversationsSql } from '../conversations.ts'
import { friendsSql, friendValues } from '../friends.ts'
import { type MemberRow, membersSql } from '../members.ts'
import { addMessageValues, type MessageEntry, putMessagesSql } from '../messages.ts'
import { priorityMessagesSql } from '../priority-messages.ts'
import { usersSql, userValues } from '../users.ts'
import { SqliteAccountWrites } from './account-writes.ts'
import { SqliteAnnotationWrites } from './annotation-writes.ts'
import { SqliteControlWrites } from './control-writes.ts'
import { SqliteFileWrites } from './file-writes.ts'
import { SqliteGroupWrites } from './group-writes.ts'
import { SqliteMentionWrites } from './mention-writes.ts'
import { change, changeMany, query } from './statement.ts'
import { SqliteStatisticsWrites } from './statistics-writes.ts'

/** What is written last: of many changes of a list only the last. */
interface Late {
  /** Of the two maps. */
  size: number
  readonly newest: Map<ConversationId, MessageRecord>
  readonly marks: Map<ConversationId, Map<UserId, ReadMarkRecord>>
  readonly attributes: ConversationAttributeRecord[]
  /** What became of messages and was put on them, in its order. */
  readonly controls: LateControl[]
  readonly removals: ListRemovalRecord[]
}

type LateControl = MessageControlRecord | ExpiryRecord | ReactionRecord | PinRecord

/** What is put many rows at a time, behind everything else. */
interface Many {
  readonly messages: MessageEntry[]
  readonly signIns: SignInRecord[]
}

/** Some 100 MB. */
const mostLate = 250_000

/** Puts records into an open database; its caller gives the transactions. */
export class SqliteWrites {
  readonly #putMessages
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
  readonly #annotations
  readonly #mentions
  readonly #user
  readonly #putPriority
  readonly #statistics
  readonly #accounts
  readonly #files
  #late: Late = nothingLate()
  #countsAnew = false

  constructor(database: DatabaseSync) {
    this.#putMessages = changeMany(database, { ...putMessagesSql, addValues: addMessageValues })
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
    this.#annotations = new SqliteAnnotationWrites(database)
    this.#mentions = new SqliteMentionWrites(database)
    this.#controls = new SqliteControlWrites(database, this.#annotations, this.#mentions)
    this.#user = query<{ readonly id: UserId }>(database, usersSql.get)
    this.#putPriority = change(database, priorityMessagesSql.put)
    this.#statistics = new SqliteStatisticsWrites(database)
    this.#accounts = new SqliteAccountWrites(database)
    this.#files = new SqliteFileWrites(database)
  }

  /** Puts what records add. What they change again and again waits for `finish`, in this transaction or in a later one. */
  put(entries: readonly Entry[]): void {
    if (this.#countsAnew) this.#statistics.startOver()
    this.#countsAnew = false
    this.#statistics.start()
    const many: Many = { messages: [], signIns: [] }
    for (const entry of entries) this.#statistics.count(entry, this.#put(entry, many))
    this.#putMessages(many.messages)
    this.#accounts.signedIn(many.signIns)
    const last = entries.at(-1)
    if (last) this.#statistics.store(last.position)
    if (last) this.#accounts.prune(last.record.stamp)
  }

  /** Whether as much waits as may. */
  get isFull(): boolean {
    const { size, attributes, controls, removals } = this.#late
    return size + attributes.length + controls.length + removals.length + this.#statistics.waiting > mostLate
  }

  /** Writes what waits. Answers whether contents were removed that are to leave the file. */
  finish(): boolean {
    const late = this.#late
    this.#late = nothingLate()
    this.#statistics.finish()
    for (const message of late.newest.values()) this.#touchLists(message)
    for (const marks of late.marks.values()) for (const mark of marks.values()) this.#mark(mark)
    for (const { user, conversation, name, value, stamp } of late.attributes) {
      this.#putAttribute(user, conversation, name, value)
      this.#touchOwn(user, conversation, stamp)
    }
    for (const control of late.controls) this.#control(control)
    for (const removal of late.removals) this.#remove(removal)
    const pruned = this.#controls.prune()
    return pruned || late.controls.some(({ type }) => type === 'message-control' || type === 'expiry')
  }

  /** What waits is applied again; `isRebuilt`: from the first record on. */
  forget(isRebuilt: boolean): void {
    this.#late = nothingLate()
    this.#countsAnew = isRebuilt
  }

  /** Answers whether a user or a group was not there before. */
  #put({ position, record }: Entry, many: Many): boolean {
    switch (record.type) {
      case 'message':
        this.#putMessage({ position, record }, many)
        return false
      case 'group':
        return this.#groups.put(record)
      case 'membership':
        this.#groups.putMember(record)
        return false
      case 'read-mark':
        noteMark(this.#late, record)
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
        many.signIns.push(record)
        return false
      case 'audit':
        this.#accounts.audited(record)
        return false
      case 'file':
      case 'files-sent':
        this.#files.put(record)
        return false
      case 'message-control':
      case 'expiry':
      case 'reaction':
      case 'pin':
      case 'list-removal':
      case 'conversation-attribute':
        this.#putLate(record)
        return false
      case 'notices':
        this.#putConversation(record.conversation, record.user, '')
        return false
      case 'alias': // These are the writers' own; no read asks for them here.
      case 'delivered-mark':
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

  #putLate(record: LateControl | ListRemovalRecord | ConversationAttributeRecord): void {
    const { attributes, removals, controls } = this.#late
    if (record.type === 'conversation-attribute') attributes.push(record)
    else if (record.type === 'list-removal') removals.push(record)
    else controls.push(record)
  }

  #putMessage({ position, record }: MessageEntry, many: Many): void {
    many.messages.push({ position, record })
    noteNewest(this.#late, record)
    if (record.audience === 'group') this.#groups.sent(record)
    if (record.links !== undefined) this.#mentions.put(record)
    if (record.priority) this.#putPriority(record.conversation, record.seqId, record.seq)
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

  #control(record: LateControl): void {
    if (record.type === 'expiry') {
      this.#controls.expire(record)
      return
    }
    if (record.type !== 'message-control') {
      this.#annotations.put(record)
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

function nothingLate(): Late {
  return { size: 0, newest: new Map(), marks: new Map(), attributes: [], controls: [], removals: [] }
}

function noteNewest(late: Late, record: MessageRecord): void {
  const before = late.newest.size
  late.newest.set(record.conversation, record)
  late.size += late.newest.size - before
}

function noteMark(late: Late, record: ReadMarkRecord): void {
  const known = late.marks.get(record.conversation) ?? new Map<UserId, ReadMarkRecord>()
  const before = known.size
  late.marks.set(record.conversation, known.set(record.user, record))
  late.size += known.size - before
}

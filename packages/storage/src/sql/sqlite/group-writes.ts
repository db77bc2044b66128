import type { DatabaseSync } from 'node:sqlite'
import type { ConversationId, GroupRecord, ListRemovalRecord, MembershipRecord, MessageRecord, ReadMarkRecord } from '@magpie-im/model'
import { type GroupMemberRow, groupsSql, joinValues } from '../groups.ts'
import { change, query } from './statement.ts'

/** Puts the records of groups into an open database. */
export class SqliteGroupWrites {
  readonly #get
  readonly #add
  readonly #touch
  readonly #touchMember
  readonly #member
  readonly #join
  readonly #leave
  readonly #dismiss
  readonly #markRead
  readonly #putSend
  readonly #remove

  constructor(database: DatabaseSync) {
    this.#get = query<{ readonly id: ConversationId }>(database, groupsSql.get)
    this.#add = change(database, groupsSql.add)
    this.#touch = change(database, groupsSql.touch)
    this.#touchMember = change(database, groupsSql.touchMember)
    this.#member = query<GroupMemberRow>(database, groupsSql.member)
    this.#join = change(database, groupsSql.join)
    this.#leave = change(database, groupsSql.leave)
    this.#dismiss = change(database, groupsSql.dismiss)
    this.#markRead = change(database, groupsSql.markRead)
    this.#putSend = change(database, groupsSql.putSend)
    this.#remove = change(database, groupsSql.remove)
  }

  /** Answers whether it was not there before. */
  put({ conversation, id, dismissed }: GroupRecord): boolean {
    const isNew = this.#get.get(conversation) === undefined
    if (isNew) this.#add(conversation, id)
    if (dismissed) this.#dismiss(conversation)
    return isNew
  }

  /** A change of his role alone leaves the row as it is. */
  putMember(record: MembershipRecord): void {
    const known = this.#member.get(record.user, record.conversation)
    if (record.role !== 'gone' && known?.joined_at === record.joined.at) return
    if (known) this.#leave(record.user, record.conversation)
    if (record.role !== 'gone') this.#join(...joinValues(record))
  }

  sent({ conversation, sender, seq, senderOrdinal }: MessageRecord): void {
    this.#putSend(conversation, sender, seq, senderOrdinal)
  }

  touch({ conversation, stamp }: Pick<MessageRecord, 'conversation' | 'stamp'>): void {
    this.#touch(stamp, conversation, stamp)
  }

  touchMember({ user, conversation, stamp }: Pick<ReadMarkRecord, 'user' | 'conversation' | 'stamp'>): void {
    this.#touchMember(stamp, user, conversation, stamp)
  }

  markRead({ user, conversation, seq, seqId, stamp }: ReadMarkRecord): void {
    this.#markRead(seq, seqId, stamp, stamp, user, conversation, seq)
  }

  remove({ user, conversation, seq, stamp }: ListRemovalRecord): void {
    this.#remove(seq, stamp, stamp, user, conversation, seq)
  }
}

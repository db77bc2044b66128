import type { DatabaseSync } from 'node:sqlite'
import type { ConversationId } from '@magpie-im/model'
import { type ConversationRow, type ConversationRowsQuery, isListed, type ListedRow } from '../../engine.ts'
import { type GroupMemberRow, groupsSql } from '../groups.ts'
import { type SqliteMessageReads, viewOf } from './message-reads.ts'
import { query } from './statement.ts'

/** A user's groups, as they stand in his list. */
export class SqliteGroupReads {
  readonly #ofUser
  readonly #member
  readonly #sentUpTo
  readonly #messages: SqliteMessageReads

  constructor(database: DatabaseSync, messages: SqliteMessageReads) {
    this.#ofUser = query<GroupMemberRow>(database, groupsSql.ofUser)
    this.#member = query<GroupMemberRow>(database, groupsSql.member)
    this.#sentUpTo = query<{ readonly sender_ordinal: number }>(database, groupsSql.sentUpTo)
    this.#messages = messages
  }

  /** In no order; those that `wanted` names apart are not among them. */
  changed(wanted: ConversationRowsQuery): ListedRow[] {
    const members = this.#ofUser.all(wanted.user)
    const candidates = members
      .filter((row) => stampOf(row) > wanted.after && row.joined_at <= wanted.moment && !wanted.apart.has(row.conversation))
      .sort((a, b) => stampOf(a) - stampOf(b))
    const page: ListedRow[] = []
    for (const member of candidates) {
      if (page.length === wanted.limit) break
      const row = this.#row(member, wanted)
      if (isListed(row)) page.push(row)
    }
    return page
  }

  find(conversation: ConversationId, wanted: ConversationRowsQuery): ConversationRow | undefined {
    const member = this.#member.get(wanted.user, conversation)
    return member && member.joined_at <= wanted.moment ? this.#row(member, wanted) : undefined
  }

  #row(member: GroupMemberRow, wanted: ConversationRowsQuery): ConversationRow {
    const { conversation, group_id: peer, joined_seq: joinedSeq, removed_seq: removedSeq } = member
    const readMark = laterOf(wanted.readMarks.get(conversation), { seq: member.read_seq, seqId: member.read_seq_id }, joinedSeq)
    const floor = Math.max(this.#messages.floor(conversation), wanted.floors.get(conversation) ?? 0)
    const above = Math.max(floor, readMark.seq)
    const view = viewOf(conversation, wanted)
    const newest = this.#messages.newest({ ...view, above: Math.max(floor, joinedSeq) })
    const lastSeq = newest?.last.seq ?? 0
    return {
      ...{ conversation, audience: 'group', peer, stamp: stampOf(member), readMark, floor, removedSeq, joinedSeq, lastSeq },
      countedAtLast: this.#countedUpTo(member, lastSeq),
      ownAtLast: this.#ownUpTo(member, lastSeq),
      countedAtMark: this.#countedUpTo(member, above),
      exceptions: this.#messages.exceptions({ ...view, above }, wanted.user),
      fates: this.#messages.fates(view),
      newest: newest?.shown ?? [],
    }
  }

  /** Counted messages of others; up to his joining none are unread for him. */
  #countedUpTo(member: GroupMemberRow, seq: number): number {
    if (seq <= member.joined_seq) return member.joined_ordinal - member.joined_sender_ordinal
    return (this.#messages.ordinalsUpTo(member.conversation, seq)?.ordinal ?? 0) - this.#ownUpTo(member, seq)
  }

  #ownUpTo(member: GroupMemberRow, seq: number): number {
    if (seq <= member.joined_seq) return member.joined_sender_ordinal
    return this.#sentUpTo.get(member.conversation, member.user_id, seq)?.sender_ordinal ?? 0
  }
}

function stampOf(row: GroupMemberRow): number {
  return Math.max(row.stamp, row.group_stamp)
}

/** A mark that was named may be of an earlier membership; then the row's own holds. */
function laterOf(named: ConversationRow['readMark'] | undefined, own: ConversationRow['readMark'], joinedSeq: number) {
  return named !== undefined && named.seq >= joinedSeq ? named : own
}

import type { DatabaseSync } from 'node:sqlite'
import type { ConversationId, Message, UserId } from '@magpie-im/model'
import type { ConversationRow, ConversationRowsQuery } from '../../engine.ts'
import { type GroupMemberRow, groupsSql } from '../groups.ts'
import { type MessageRow, messageOf, messagesSql, type OrdinalsRow } from '../messages.ts'
import { query } from './statement.ts'

/** A user's groups, as they stand in his list. */
export class SqliteGroupReads {
  readonly #ofUser
  readonly #member
  readonly #sentUpTo
  readonly #messageUpToSeq
  readonly #ordinalsUpToSeq

  constructor(database: DatabaseSync) {
    this.#ofUser = query<GroupMemberRow>(database, groupsSql.ofUser)
    this.#member = query<GroupMemberRow>(database, groupsSql.member)
    this.#sentUpTo = query<{ readonly sender_ordinal: number }>(database, groupsSql.sentUpTo)
    this.#messageUpToSeq = query<MessageRow>(database, messagesSql.upToSeq)
    this.#ordinalsUpToSeq = query<OrdinalsRow>(database, messagesSql.ordinalsUpToSeq)
  }

  /** In no order; those that `wanted` names apart are not among them. */
  changed(wanted: ConversationRowsQuery): (ConversationRow & { readonly newest: Message })[] {
    const members = this.#ofUser.all(wanted.user)
    const candidates = members
      .filter((row) => stampOf(row) > wanted.after && row.joined_at <= wanted.moment && !wanted.apart.has(row.conversation))
      .sort((a, b) => stampOf(a) - stampOf(b))
    const page: (ConversationRow & { readonly newest: Message })[] = []
    for (const member of candidates) {
      if (page.length === wanted.limit) break
      const row = this.#row(member, wanted)
      if (row.newest) page.push({ ...row, newest: row.newest })
    }
    return page
  }

  find(conversation: ConversationId, wanted: ConversationRowsQuery): ConversationRow | undefined {
    const member = this.#member.get(wanted.user, conversation)
    return member && member.joined_at <= wanted.moment ? this.#row(member, wanted) : undefined
  }

  #row(member: GroupMemberRow, wanted: ConversationRowsQuery): ConversationRow {
    const { conversation, group_id: peer, joined_seq: joinedSeq } = member
    const newest = this.#newest(member, wanted.newest.get(conversation) ?? Number.MAX_SAFE_INTEGER)
    const readMark = laterOf(wanted.readMarks.get(conversation), { seq: member.read_seq, seqId: member.read_seq_id }, joinedSeq)
    const ownAtNewest = newest ? this.#sent(conversation, wanted.user, newest.seq) : member.joined_sender_ordinal
    const countedAtMark = this.countedUpTo(member, readMark.seq)
    return { conversation, audience: 'group', peer, stamp: stampOf(member), readMark, countedAtMark, ownAtNewest, joinedSeq, newest }
  }

  /** Counted messages of others up to `seq`, which is at least that of his joining. */
  countedUpTo(member: GroupMemberRow, seq: number): number {
    if (seq <= member.joined_seq) return member.joined_ordinal - member.joined_sender_ordinal
    const ordinal = this.#ordinalsUpToSeq.get(member.conversation, seq)?.ordinal ?? 0
    return ordinal - this.#sent(member.conversation, member.user_id, seq)
  }

  #sent(conversation: ConversationId, user: UserId, upToSeq: number): number {
    return this.#sentUpTo.get(conversation, user, upToSeq)?.sender_ordinal ?? 0
  }

  #newest({ conversation, joined_seq }: GroupMemberRow, upToSeq: number): Message | undefined {
    const row = this.#messageUpToSeq.get(conversation, upToSeq)
    return row && row.seq > joined_seq ? messageOf(row) : undefined
  }
}

function stampOf(row: GroupMemberRow): number {
  return Math.max(row.stamp, row.group_stamp)
}

/** A mark that was named may be of an earlier membership; then the row's own holds. */
function laterOf(named: ConversationRow['readMark'] | undefined, own: ConversationRow['readMark'], joinedSeq: number) {
  return named !== undefined && named.seq >= joinedSeq ? named : own
}

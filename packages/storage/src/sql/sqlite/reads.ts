import type { DatabaseSync } from 'node:sqlite'
import { type Attributes, type ConversationId, countedForReader, type Friend, type Message } from '@magpie-im/model'
import type { ConversationRow, ConversationRows, ConversationRowsQuery, ReadEngine } from '../../engine.ts'
import { type AttributeRow, conversationAttributesSql } from '../conversation-attributes.ts'
import { type FriendRow, friendOf, friendsSql } from '../friends.ts'
import { type MemberRow, membersSql } from '../members.ts'
import { type MessageRow, messageOf, messagesSql, type OrdinalsRow, ordinalsOf } from '../messages.ts'
import { SqliteGroupReads } from './group-reads.ts'
import { query } from './statement.ts'

type PageRow = ConversationRow & { readonly newest: Message }

/** The reads of an open database; its caller gives them one snapshot. */
export class SqliteReads {
  readonly #memberPage
  readonly #member
  readonly #messageUpToSeq
  readonly #ordinalsUpToSeq
  readonly #messagePage
  readonly #friendsSince
  readonly #groups
  readonly #attributes

  constructor(database: DatabaseSync) {
    this.#memberPage = query<MemberRow>(database, membersSql.page)
    this.#member = query<MemberRow>(database, membersSql.get)
    this.#messageUpToSeq = query<MessageRow>(database, messagesSql.upToSeq)
    this.#ordinalsUpToSeq = query<OrdinalsRow>(database, messagesSql.ordinalsUpToSeq)
    this.#messagePage = query<MessageRow>(database, messagesSql.page)
    this.#groups = new SqliteGroupReads(database)
    this.#friendsSince = query<FriendRow>(database, friendsSql.since)
    this.#attributes = query<AttributeRow>(database, conversationAttributesSql.of)
  }

  conversations(wanted: ConversationRowsQuery): ConversationRows {
    const apart: ConversationRow[] = []
    for (const conversation of wanted.apart) {
      const member = this.#member.get(wanted.user, conversation)
      const row = member ? this.#row(member, wanted) : this.#groups.find(conversation, wanted)
      if (row) apart.push(row)
    }
    const all = [...this.#page(wanted), ...this.#groups.changed(wanted)].sort((a, b) => a.stamp - b.stamp)
    const page = all.slice(0, wanted.limit)
    return { page, apart, attributes: this.#attributesOf(wanted, [...wanted.apart, ...page.map((row) => row.conversation)]) }
  }

  #attributesOf({ user }: ConversationRowsQuery, conversations: readonly ConversationId[]): Map<ConversationId, Attributes> {
    const found = new Map<ConversationId, Attributes>()
    for (const conversation of conversations) {
      const rows = this.#attributes.all(user, conversation)
      if (rows.length > 0) found.set(conversation, new Map(rows.map(({ name, value }) => [name, value])))
    }
    return found
  }

  messages({ conversation, upTo, above = 0, limit }: Parameters<ReadEngine['messages']>[0]): Message[] {
    return this.#messagePage.all(conversation, upTo, above, limit).map(messageOf)
  }

  friends({ user, since }: Parameters<ReadEngine['friends']>[0]): Friend[] {
    return this.#friendsSince.all(user, since).map(friendOf)
  }

  #page(wanted: ConversationRowsQuery): PageRow[] {
    const page: PageRow[] = []
    const most = wanted.limit + wanted.apart.size + wanted.newest.size
    for (const member of this.#memberPage.iterate(wanted.user, wanted.after, most)) {
      if (page.length === wanted.limit) break
      const row = wanted.apart.has(member.conversation) ? undefined : this.#row(member, wanted)
      if (row) page.push(row)
    }
    return page
  }

  #row(member: MemberRow, wanted: ConversationRowsQuery): PageRow | undefined {
    const { conversation, peer, stamp } = member
    const newest = this.#newest(conversation, wanted.newest.get(conversation) ?? Number.MAX_SAFE_INTEGER)
    if (!newest) return undefined
    const readMark = wanted.readMarks.get(conversation) ?? { seq: member.read_seq, seqId: member.read_seq_id }
    const atMark = readMark.seq === 0 ? undefined : this.#ordinalsUpToSeq.get(conversation, readMark.seq)
    const countedAtMark = atMark ? countedForReader(ordinalsOf(atMark), wanted.user) : 0
    const ownAtNewest = newest.ordinal - countedForReader(newest, wanted.user)
    return { conversation, audience: 'single', peer, stamp, readMark, countedAtMark, ownAtNewest, joinedSeq: 0, newest }
  }

  #newest(conversation: ConversationId, upToSeq: number): Message | undefined {
    const row = upToSeq === 0 ? undefined : this.#messageUpToSeq.get(conversation, upToSeq)
    return row && messageOf(row)
  }
}

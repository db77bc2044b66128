import type { DatabaseSync } from 'node:sqlite'
import { type Attributes, type ConversationId, countedForReader, type Friend, type Message } from '@magpie-im/model'
import type { ConversationRow, ConversationRows, ConversationRowsQuery, ReadEngine } from '../../engine.ts'
import { type AttributeRow, conversationAttributesSql } from '../conversation-attributes.ts'
import { type FriendRow, friendOf, friendsSql } from '../friends.ts'
import { type MemberRow, membersSql } from '../members.ts'
import { type MessageRow, messageOf, messagesSql, type OrdinalsRow, ordinalsOf } from '../messages.ts'
import { query } from './statement.ts'

/** The reads of an open database; its caller gives them one snapshot. */
export class SqliteReads {
  readonly #memberPage
  readonly #member
  readonly #messageUpToSeq
  readonly #ordinalsUpToSeq
  readonly #messagePage
  readonly #friendsSince
  readonly #attributes

  constructor(database: DatabaseSync) {
    this.#memberPage = query<MemberRow>(database, membersSql.page)
    this.#member = query<MemberRow>(database, membersSql.get)
    this.#messageUpToSeq = query<MessageRow>(database, messagesSql.upToSeq)
    this.#ordinalsUpToSeq = query<OrdinalsRow>(database, messagesSql.ordinalsUpToSeq)
    this.#messagePage = query<MessageRow>(database, messagesSql.page)
    this.#friendsSince = query<FriendRow>(database, friendsSql.since)
    this.#attributes = query<AttributeRow>(database, conversationAttributesSql.of)
  }

  conversations(wanted: ConversationRowsQuery): ConversationRows {
    const apart: ConversationRow[] = []
    for (const conversation of wanted.apart) {
      const member = this.#member.get(wanted.user, conversation)
      const row = member && this.#row(member, wanted)
      if (row) apart.push(row)
    }
    const page = this.#page(wanted)
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

  messages({ conversation, upTo, limit }: Parameters<ReadEngine['messages']>[0]): Message[] {
    return this.#messagePage.all(conversation, upTo, limit).map(messageOf)
  }

  friends({ user, since }: Parameters<ReadEngine['friends']>[0]): Friend[] {
    return this.#friendsSince.all(user, since).map(friendOf)
  }

  #page(wanted: ConversationRowsQuery): ConversationRow[] {
    const page: ConversationRow[] = []
    const most = wanted.limit + wanted.apart.size + wanted.newest.size
    for (const member of this.#memberPage.iterate(wanted.user, wanted.after, most)) {
      if (page.length === wanted.limit) break
      const row = wanted.apart.has(member.conversation) ? undefined : this.#row(member, wanted)
      if (row) page.push(row)
    }
    return page
  }

  #row(member: MemberRow, wanted: ConversationRowsQuery): ConversationRow | undefined {
    const { conversation, peer, stamp } = member
    const newest = this.#newest(conversation, wanted.newest.get(conversation) ?? Number.MAX_SAFE_INTEGER)
    if (!newest) return undefined
    const readMark = wanted.readMarks.get(conversation) ?? { seq: member.read_seq, seqId: member.read_seq_id }
    const atMark = readMark.seq === 0 ? undefined : this.#ordinalsUpToSeq.get(conversation, readMark.seq)
    const countedAtMark = atMark ? countedForReader(ordinalsOf(atMark), wanted.user) : 0
    return { conversation, peer, stamp, readMark, countedAtMark, newest }
  }

  #newest(conversation: ConversationId, upToSeq: number): Message | undefined {
    const row = upToSeq === 0 ? undefined : this.#messageUpToSeq.get(conversation, upToSeq)
    return row && messageOf(row)
  }
}

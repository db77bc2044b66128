import type { DatabaseSync } from 'node:sqlite'
import { type Attributes, type ConversationId, countedForReader, type Friend, type Message } from '@magpie-im/model'
import type { ConversationRow, ConversationRows, ConversationRowsQuery, ListedRow, ReadEngine } from '../../engine.ts'
import { isListed } from '../../engine.ts'
import { type AttributeRow, conversationAttributesSql } from '../conversation-attributes.ts'
import { type FriendRow, friendOf, friendsSql } from '../friends.ts'
import { type MemberRow, membersSql } from '../members.ts'
import { type OrdinalsRow, ordinalsOf } from '../messages.ts'
import { SqliteAccountReads } from './account-reads.ts'
import { SqliteAnnotationReads } from './annotation-reads.ts'
import { SqliteFileReads } from './file-reads.ts'
import { SqliteGroupReads } from './group-reads.ts'
import { SqliteMentionReads } from './mention-reads.ts'
import { SqliteMessageReads, viewOf } from './message-reads.ts'
import { SqlitePriorityReads } from './priority-reads.ts'
import { query } from './statement.ts'

/** The reads of an open database; its caller gives them one snapshot. */
export class SqliteReads {
  readonly #memberPage
  readonly #member
  readonly #messages
  readonly #friendsSince
  readonly #groups
  readonly #attributes
  readonly priority: SqlitePriorityReads
  readonly accounts: SqliteAccountReads
  readonly files: SqliteFileReads
  readonly annotations: SqliteAnnotationReads
  readonly mentions: SqliteMentionReads

  constructor(database: DatabaseSync) {
    this.#memberPage = query<MemberRow>(database, membersSql.page)
    this.#member = query<MemberRow>(database, membersSql.get)
    this.#messages = new SqliteMessageReads(database)
    this.priority = new SqlitePriorityReads(database, this.#messages)
    this.accounts = new SqliteAccountReads(database)
    this.files = new SqliteFileReads(database)
    this.annotations = new SqliteAnnotationReads(database)
    this.mentions = new SqliteMentionReads(database, this.#messages)
    this.#groups = new SqliteGroupReads(database, this.#messages)
    this.#friendsSince = query<FriendRow>(database, friendsSql.since)
    this.#attributes = query<AttributeRow>(database, conversationAttributesSql.of)
  }

  conversations(wanted: ConversationRowsQuery): ConversationRows {
    const all = [...this.#page(wanted), ...this.#groups.changed(wanted)].sort((a, b) => a.stamp - b.stamp)
    const page = all.slice(0, wanted.limit)
    const last = page.length === wanted.limit ? page.at(-1) : undefined
    const asked = [...wanted.apart].flatMap(([conversation, stamp]) => (last && stamp > last.stamp ? [] : [conversation]))
    const apart = asked.flatMap((conversation) => this.#rowOf(conversation, wanted) ?? [])
    return { page, apart, attributes: this.#attributesOf(wanted, [...asked, ...page.map((row) => row.conversation)]) }
  }

  #rowOf(conversation: ConversationId, wanted: ConversationRowsQuery): ConversationRow | undefined {
    const member = this.#member.get(wanted.user, conversation)
    return member ? this.#row(member, wanted) : this.#groups.find(conversation, wanted)
  }

  #attributesOf({ user }: ConversationRowsQuery, conversations: readonly ConversationId[]): Map<ConversationId, Attributes> {
    const found = new Map<ConversationId, Attributes>()
    for (const conversation of conversations) {
      const rows = this.#attributes.all(user, conversation)
      if (rows.length > 0) found.set(conversation, new Map(rows.map(({ name, value }) => [name, value])))
    }
    return found
  }

  messages(wanted: Parameters<ReadEngine['messages']>[0]): Message[] {
    return this.#messages.page(wanted)
  }

  friends({ user, since }: Parameters<ReadEngine['friends']>[0]): Friend[] {
    return this.#friendsSince.all(user, since).map(friendOf)
  }

  #page(wanted: ConversationRowsQuery): ListedRow[] {
    const page: ListedRow[] = []
    // Without a limit: rows that are not listed do not count, and it ends with the page.
    for (const member of this.#memberPage.iterate(wanted.user, wanted.after)) {
      if (page.length === wanted.limit) break
      const row = wanted.apart.has(member.conversation) ? undefined : this.#row(member, wanted)
      if (row && isListed(row)) page.push(row)
    }
    return page
  }

  #row(member: MemberRow, wanted: ConversationRowsQuery): ConversationRow {
    const { conversation, audience, peer, stamp, removed_seq: removedSeq } = member
    const readMark = wanted.readMarks.get(conversation) ?? { seq: member.read_seq, seqId: member.read_seq_id }
    const floor = Math.max(this.#messages.floor(conversation), wanted.floors.get(conversation) ?? 0)
    const above = Math.max(floor, readMark.seq)
    const view = viewOf(conversation, wanted)
    const newest = this.#messages.newest({ ...view, above: floor })
    const counted = (row: OrdinalsRow | undefined) => (row ? countedForReader(ordinalsOf(row), wanted.user) : 0)
    const countedAtLast = counted(newest?.last)
    return {
      ...{ conversation, audience, peer, stamp, readMark, floor, removedSeq, joinedSeq: 0 },
      lastSeq: newest?.last.seq ?? 0,
      countedAtLast,
      ownAtLast: (newest?.last.ordinal ?? 0) - countedAtLast,
      countedAtMark: counted(this.#messages.ordinalsUpTo(conversation, above)),
      exceptions: this.#messages.exceptions({ ...view, above }, audience === 'notice' ? '' : wanted.user),
      fates: this.#messages.fates(view),
      newest: newest?.shown ?? [],
    }
  }
}

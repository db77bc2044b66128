import type { DatabaseSync } from 'node:sqlite'
import type { ConversationId, PriorityEntry, Stamp } from '@magpie-im/model'
import type { PriorityRows, PriorityRowsQuery } from '../../engine.ts'
import { type GroupMemberRow, groupsSql } from '../groups.ts'
import { type ControlRow, everybody, messageControlsSql } from '../message-controls.ts'
import { type MessageRow, messageOf, messagesSql } from '../messages.ts'
import { type PlaceRow, priorityMessagesSql } from '../priority-messages.ts'
import type { SqliteMessageReads } from './message-reads.ts'
import { type Query, query } from './statement.ts'

/** A user's messages with priority and what was done to messages of his, gathered from his conversations. */
export class SqlitePriorityReads {
  readonly #oldest: readonly Query<PlaceRow>[]
  readonly #newest: readonly Query<PlaceRow>[]
  readonly #message
  readonly #control
  readonly #member
  readonly #messages: SqliteMessageReads

  constructor(database: DatabaseSync, messages: SqliteMessageReads) {
    const { oldestMessages, oldestControls, newestMessages, newestControls } = priorityMessagesSql
    this.#oldest = [oldestMessages, oldestControls].map((sql) => query<PlaceRow>(database, sql))
    this.#newest = [newestMessages, newestControls].map((sql) => query<PlaceRow>(database, sql))
    this.#message = query<MessageRow>(database, messagesSql.get)
    this.#control = query<ControlRow>(database, messageControlsSql.get)
    this.#member = query<GroupMemberRow>(database, groupsSql.member)
    this.#messages = messages
  }

  read(wanted: PriorityRowsQuery): PriorityRows {
    const { user, limit, newestFirst, groups, controlled } = wanted
    const sign = newestFirst ? -1 : 1
    const places = (newestFirst ? this.#newest : this.#oldest).flatMap((statement) => this.#places(statement, wanted))
    const first = places.sort((a, b) => sign * (a.stamp - b.stamp)).slice(0, limit)
    const joinedAt = new Map<ConversationId, Stamp>()
    for (const group of groups) {
      const member = this.#member.get(user, group)
      if (member) joinedAt.set(group, member.joined_at)
    }
    const fates = Array.from(
      controlled,
      ([conversation, asked]) => [conversation, this.#messages.fates({ conversation, reader: everybody, asked })] as const,
    )
    return { entries: first.flatMap((place) => this.#entry(place) ?? []), joinedAt, fates: new Map(fates) }
  }

  /** As far as the page goes; what the asker knows to be gone does not count. */
  #places(statement: Query<PlaceRow>, { user, after, limit, floors, since }: PriorityRowsQuery): PlaceRow[] {
    const places: PlaceRow[] = []
    const most = floors.size + since.size === 0 ? limit : Number.MAX_SAFE_INTEGER
    for (const place of statement.iterate(user, after, user, user, after, user, most)) {
      if (places.length === limit) break
      const { conversation, seq, stamp } = place
      if (seq > (floors.get(conversation) ?? 0) && stamp > (since.get(conversation) ?? 0)) places.push(place)
    }
    return places
  }

  #entry({ conversation, seq, stamp, reader }: PlaceRow): PriorityEntry | undefined {
    const row = this.#message.get(conversation, seq)
    const message = row && messageOf(row)
    if (!message || reader === null) return message && { kind: 'message', stamp, message }
    const done = this.#control.get(conversation, reader, seq)
    if (!done) return undefined
    const { action, done_by: by, request_id: requestId } = done
    const { seqId, sender, audience, recipient, app, clientMessageId, counted, body, links } = message
    return {
      kind: 'control',
      stamp,
      control: {
        ...{ conversation, action, requestId, only: reader === everybody ? undefined : reader, by: by ?? undefined },
        ...(action === 'override' ? { body, links } : { body: '' }),
        target: { seq, seqId, sender, audience, recipient, app, clientMessageId, counted },
      },
    }
  }
}

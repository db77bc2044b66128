import type { DatabaseSync } from 'node:sqlite'
import type { ControlAction, ConversationId, HistoryPageQuery, Message, UserId } from '@magpie-im/model'
import type { ConversationRowsQuery } from '../../engine.ts'
import { type FloorRow, floorsSql } from '../floors.ts'
import { everybody, type FateRow, messageControlsSql } from '../message-controls.ts'
import { type MessageRow, messageOf, messagesSql, type OrdinalsRow, type SeqRow } from '../messages.ts'
import { type Query, query } from './statement.ts'

/** Messages of one conversation, as one reader sees them. */
interface View {
  readonly conversation: ConversationId
  readonly reader: UserId
  /** Seqs: above this, up to that. */
  readonly above: number
  readonly upTo: number
  /** Messages that the asker knows more about. */
  readonly asked: ReadonlySet<number>
}

export interface NewestMessages {
  /** The newest, whether or not it is shown. */
  readonly last: OrdinalsRow & { readonly seq: number }
  /** Newest first: the newest that is shown, and before it those that are shown and were asked about. */
  readonly shown: readonly Message[]
}

const none: ReadonlySet<number> = new Set()

/** Messages and what became of them, in an open database. */
export class SqliteMessageReads {
  readonly #newestOfPage
  readonly #oldestOfPage
  readonly #newest
  readonly #ordinalsUpToSeq
  readonly #exceptions
  readonly #fates
  readonly #floor: Query<FloorRow>
  readonly #seqUpTo

  constructor(database: DatabaseSync) {
    this.#newestOfPage = query<MessageRow>(database, messagesSql.newestOfPage)
    this.#oldestOfPage = query<MessageRow>(database, messagesSql.oldestOfPage)
    this.#newest = query<MessageRow & { readonly deleted: number }>(database, messagesSql.newest)
    this.#ordinalsUpToSeq = query<OrdinalsRow>(database, messagesSql.ordinalsUpToSeq)
    this.#exceptions = query<{ readonly count: number }>(database, messageControlsSql.exceptions)
    this.#fates = query<FateRow>(database, messageControlsSql.of)
    this.#floor = query<FloorRow>(database, floorsSql.get)
    this.#seqUpTo = query<SeqRow>(database, messagesSql.seqUpTo)
  }

  page({ conversation, reader, upTo, above = 0, limit, ...seqs }: HistoryPageQuery): Message[] {
    const { seqAbove = 0, seqBelow = Number.MAX_SAFE_INTEGER, oldestFirst = false } = seqs
    const last = Math.min(this.#seqOf(conversation, upTo), seqBelow - 1)
    const before = Math.max(this.#seqOf(conversation, above), this.floor(conversation), seqAbove)
    const rows = oldestFirst ? this.#oldestOfPage : this.#newestOfPage
    return rows.all(conversation, last, before, reader ?? everybody, limit).map(messageOf)
  }

  /** Of the last message whose seqId is at most `seqId`: both only rise, so it is found by halving. 0: there is none. */
  #seqOf(conversation: ConversationId, seqId: number): number {
    const newest = seqId === 0 ? undefined : this.#seqUpTo.get(conversation, Number.MAX_SAFE_INTEGER)
    if (newest === undefined || newest.seq_id <= seqId) return newest?.seq ?? 0
    let found = 0
    // Between those two it is not known yet.
    let [low, high] = [0, newest.seq]
    while (high - low > 1) {
      const middle = low + Math.floor((high - low) / 2)
      const row = this.#seqUpTo.get(conversation, middle)
      if (row !== undefined && row.seq_id > seqId) high = row.seq
      else {
        low = middle
        found = row?.seq ?? found
      }
    }
    return found
  }

  /** Undefined: there is none, not even one that is out of view. */
  newest({ conversation, reader, above, upTo, asked }: View): NewestMessages | undefined {
    const shown: Message[] = []
    let last: MessageRow | undefined
    for (const row of this.#newest.iterate(reader, conversation, upTo)) {
      last ??= row
      if (row.seq <= above) break
      if (row.deleted === 1) continue
      shown.push(messageOf(row))
      if (!asked.has(row.seq)) break
    }
    return last && { last, shown }
  }

  ordinalsUpTo(conversation: ConversationId, seq: number): OrdinalsRow | undefined {
    return seq === 0 ? undefined : this.#ordinalsUpToSeq.get(conversation, seq)
  }

  /** How many messages in view do not count any more that counted for the reader; `own` is whose messages never did. */
  exceptions({ conversation, reader, above, upTo, asked }: View, own: UserId | ''): number {
    const count = (from: number, to: number) => this.#exceptions.get(conversation, reader, from, to, own)?.count ?? 0
    let all = count(above, upTo)
    for (const seq of asked) if (seq > above && seq <= upTo) all -= count(seq - 1, seq)
    return all
  }

  /** What was done to the messages that were asked about, for the reader or, without one, for all. */
  fates({
    conversation,
    reader,
    asked,
  }: Pick<View, 'conversation' | 'asked'> & { readonly reader: UserId | '' }): Map<number, ControlAction> {
    const fates = new Map<number, ControlAction>()
    for (const seq of asked) {
      for (const { action } of this.#fates.iterate(conversation, reader, seq)) if (fates.get(seq) !== 'delete') fates.set(seq, action)
    }
    return fates
  }

  /** Seq up to which messages are gone. */
  floor(conversation: ConversationId): number {
    return this.#floor.get(conversation)?.seq ?? 0
  }
}

/** All of a conversation up to what is wanted of it. */
export function viewOf(conversation: ConversationId, { user: reader, newest, controlled }: ConversationRowsQuery): View {
  const upTo = newest.get(conversation) ?? Number.MAX_SAFE_INTEGER
  return { conversation, reader, above: 0, upTo, asked: controlled.get(conversation) ?? none }
}

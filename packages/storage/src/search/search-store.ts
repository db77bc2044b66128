import type { DatabaseSync } from 'node:sqlite'
import {
  type ConversationId,
  type Entry,
  type ExpiryRecord,
  type FoundMessage,
  type Message,
  type MessageControlRecord,
  type MessageSearch,
  messageKinds,
  type Position,
  type Projection,
} from '@magpie-im/model'
import { metaSql } from '../sql/meta.ts'
import { change, query } from '../sql/sqlite/statement.ts'
import { bySender, marksOf, ofConversation, ofKind, ofUser } from './marks.ts'
import { soughtIn, termsOf } from './terms.ts'

/** Another version on disk: the index is made anew. */
export const searchVersion = 1

/** `entries`: of each message the terms it is found by, under its position in the journal, so in the order of time; the texts themselves are not kept. */
export const searchTables = [
  'CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
  `CREATE VIRTUAL TABLE entries USING fts5(terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')`,
  'CREATE TABLE places (position INTEGER NOT NULL PRIMARY KEY, conversation INTEGER NOT NULL, seq_id INTEGER NOT NULL, kind INTEGER NOT NULL)',
  'CREATE UNIQUE INDEX places_by_message ON places (conversation, seq_id)',
] as const

interface PlaceRow {
  readonly position: Position
  readonly conversation: ConversationId
  readonly seq_id: number
  readonly kind: number
}

/** By how much the times of two messages may differ from their order in the journal; microseconds. */
const slack = 60_000_000
const beyondAll = Number.MAX_SAFE_INTEGER

/** Where words are in messages: one SQLite file beside the read model. Every call does its work before it returns. */
export class SearchStore implements Projection {
  readonly #database: DatabaseSync
  readonly #closed: () => void
  readonly #sql: ReturnType<typeof statementsOf>
  #watermark: Position

  constructor(database: DatabaseSync, closed: () => void) {
    this.#database = database
    this.#closed = closed
    this.#sql = statementsOf(database)
    this.#watermark = Number(this.#sql.getMeta.get('watermark')?.value ?? 0)
  }

  get watermark(): Position {
    return this.#watermark
  }

  async apply(entries: readonly Entry[], end: Position): Promise<void> {
    this.#transaction(() => {
      for (const { position, record } of entries) {
        if (record.type === 'message') this.#put(position, record)
        else if (record.type === 'message-control') this.#control(record)
        else if (record.type === 'expiry') this.#expire(record)
      }
      this.#sql.putMeta('watermark', String(end))
    })
    this.#watermark = end
  }

  find(search: MessageSearch): FoundMessage[] {
    const { from, to, before = beyondAll, limit } = search
    const lowest = from > 0 ? this.#placeAt(from - slack) : 0
    const highest = Math.min(before, to < beyondAll ? this.#placeAt(to + slack) + 1 : beyondAll)
    const found = this.#sql.find.all(expressionOf(search), lowest, highest, from, to, limit)
    return found.map(({ position, conversation, seq_id }) => ({ place: position, conversation, seqId: seq_id }))
  }

  close(): void {
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    this.#database.close()
    this.#closed()
  }

  /** Records may come again after a crash. */
  #put(position: Position, message: Message): void {
    if (message.state === 'revoked') return
    this.#sql.putPlace(position, message.conversation, message.seqId, messageKinds.indexOf(message.kind))
    this.#putTerms(position, message)
  }

  #putTerms(position: Position, message: Parameters<typeof marksOf>[0] & Pick<Message, 'body'>): void {
    const words = message.kind === 'text' ? termsOf(message.body) : []
    this.#sql.putEntry(position, [...marksOf(message), ...words].join(' '))
  }

  #control({ action, only, body, conversation, target }: MessageControlRecord): void {
    const place = only === undefined ? this.#sql.placeOf.get(conversation, target.seqId) : undefined
    if (place === undefined) return
    if (action === 'override') this.#putTerms(place.position, { ...target, conversation, body, kind: messageKinds[place.kind] ?? 'custom' })
    else this.#remove(place.position)
  }

  #expire({ conversation, seqId }: ExpiryRecord): void {
    for (const { position } of this.#sql.placesUpTo.all(conversation, seqId)) this.#remove(position)
  }

  #remove(position: Position): void {
    this.#sql.removeEntry(position)
    this.#sql.removePlace(position)
  }

  /** Of the newest message that is not younger than `seqId`, as nearly as their order in the journal tells; there is no index of times. */
  #placeAt(seqId: number): Position {
    let [low, high] = [0, this.#sql.lastPlace.get()?.position ?? 0]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      const row = this.#sql.placeFrom.get(middle)
      if (row === undefined || row.seq_id > seqId) high = middle - 1
      else low = row.position
    }
    return low
  }

  #transaction(work: () => void): void {
    this.#database.exec('BEGIN')
    try {
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }
}

function statementsOf(database: DatabaseSync) {
  const columns = 'position, conversation, seq_id, kind'
  return {
    getMeta: query<{ value: string }>(database, metaSql.get),
    putMeta: change(database, metaSql.put),
    putPlace: change(database, `REPLACE INTO places (${columns}) VALUES (?, ?, ?, ?)`),
    putEntry: change(database, 'REPLACE INTO entries (rowid, terms) VALUES (?, ?)'),
    removePlace: change(database, 'DELETE FROM places WHERE position = ?'),
    removeEntry: change(database, 'DELETE FROM entries WHERE rowid = ?'),
    placeOf: query<PlaceRow>(database, `SELECT ${columns} FROM places WHERE conversation = ? AND seq_id = ?`),
    placesUpTo: query<PlaceRow>(database, `SELECT ${columns} FROM places WHERE conversation = ? AND seq_id <= ?`),
    placeFrom: query<PlaceRow>(database, `SELECT ${columns} FROM places WHERE position >= ? ORDER BY position LIMIT 1`),
    lastPlace: query<PlaceRow>(database, `SELECT ${columns} FROM places ORDER BY position DESC LIMIT 1`),
    find: query<PlaceRow>(
      database,
      `SELECT p.position, p.conversation, p.seq_id, p.kind FROM entries e CROSS JOIN places p ON p.position = e.rowid
        WHERE e.entries MATCH ? AND e.rowid >= ? AND e.rowid < ? AND p.seq_id BETWEEN ? AND ? ORDER BY e.rowid DESC LIMIT ?`,
    ),
  }
}

function expressionOf({ user, groups, conversation, text, sender, kind }: MessageSearch): string {
  const where = conversation === undefined ? [ofUser(user), ...groups.map(ofConversation)] : [ofConversation(conversation)]
  const { terms, beginnings } = soughtIn(text)
  const others = [...(sender === undefined ? [] : [bySender(sender)]), ...(kind === undefined ? [] : [ofKind(kind)])]
  const exact = [...terms, ...others].map(quoted)
  return [`(${where.map(quoted).join(' OR ')})`, ...exact, ...beginnings.map((beginning) => `${quoted(beginning)} *`)].join(' AND ')
}

function quoted(term: string): string {
  return `"${term.replaceAll('"', '""')}"`
}

import fs from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { ConversationId, Message, MessageControl, Position, Stamp, User, UserId } from '@magpie-im/model'
import type { ConversationRowsQuery } from '../../engine.ts'
import { unreadOf } from '../../standing.ts'
import { conversationsSql, type MembersRow } from '../conversations.ts'
import { examinedSql, type PairRow } from '../examined.ts'
import { type GroupMemberRow, groupsSql } from '../groups.ts'
import type { ControlRow } from '../message-controls.ts'
import { type MessageRow, messageOf, messagesSql, type TotalsRow } from '../messages.ts'
import { metaSql } from '../meta.ts'
import { schemaVersion } from '../schema.ts'
import { type UserRow, usersSql } from '../users.ts'
import { SqliteReads } from './reads.ts'
import { query } from './statement.ts'

export interface InspectedMember {
  readonly user: UserId
  readonly readSeq: number
  /** As his list would say now (I6). */
  readonly unread: number
}

export interface InspectedConversation {
  readonly conversation: ConversationId
  /** Without those that are gone. */
  readonly messages: number
  readonly lastSeq: number
  readonly lastSeqId: number
  /** Messages up to this seq are gone. */
  readonly floor: number
  readonly members: readonly InspectedMember[]
}

/** A read model looked at from outside, whether or not a server has it open. */
export interface SqliteInspection extends Disposable {
  readonly journal: string
  readonly watermark: Position
  /** Whether it has this version's layout; if not, the next start makes it again. */
  readonly isCurrent: boolean
  /** What SQLite finds wrong with the file; reads all of it. */
  findDamage(): readonly string[]
  /** The conversations that have messages, in the order of their ids. */
  conversations(): Iterable<InspectedConversation>
  /** As it is shown to its readers. */
  message(conversation: ConversationId, seq: number): Message | undefined
  /** What was done to messages in the time between two stamps, oldest first. */
  controls(after: Stamp, before: Stamp): Iterable<InspectedControl>
  /** Who has a conversation of two; whom an application gives notice to, alone; undefined for groups. */
  parties(conversation: ConversationId): readonly UserId[] | undefined
  pairs(): Iterable<InspectedPair>
  users(): Iterable<Omit<User, 'passwordHash'>>
}

/** A conversation of two. */
export interface InspectedPair {
  readonly conversation: ConversationId
  readonly members: readonly [UserId, UserId]
  /** Undefined: they are no friends. */
  readonly friendship: { readonly since: Stamp; readonly remarks: readonly [string, string] } | undefined
}

export interface InspectedControl extends Pick<MessageControl, 'conversation' | 'action' | 'only' | 'by' | 'requestId'> {
  readonly seq: number
}

/** Opens a read model without changing it. Throws SQLite's error when the file is no database. */
export function inspectSqlite(file: string): SqliteInspection {
  const database = openUnchanged(file)
  const meta = query<{ value: string }>(database, metaSql.get)
  try {
    // One snapshot for everything that is asked, even while a server goes on.
    database.exec('BEGIN')
    return {
      journal: meta.get('journal')?.value ?? '',
      watermark: Number(meta.get('watermark')?.value ?? 0),
      isCurrent: meta.get('schema')?.value === String(schemaVersion),
      findDamage: () => findDamage(database),
      conversations: () => inspectConversations(database),
      message: messageInspector(database),
      controls: (after, before) => inspectControls(database, after, before),
      parties: (conversation) => partiesOf(database, conversation),
      pairs: () => inspectPairs(database),
      users: () => inspectUsers(database),
      [Symbol.dispose]: () => database.close(),
    }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Without a write-ahead log nobody has it open: SQLite is told so, and makes no files of its own beside it. */
function openUnchanged(file: string): DatabaseSync {
  const url = pathToFileURL(file)
  if (!fs.existsSync(`${file}-wal`)) url.searchParams.set('immutable', '1')
  return new DatabaseSync(url, { readOnly: true })
}

function findDamage(database: DatabaseSync): string[] {
  const lines = query<{ quick_check: string }>(database, 'PRAGMA quick_check').all()
  return lines.map((line) => line.quick_check).filter((line) => line !== 'ok')
}

function* inspectConversations(database: DatabaseSync): Iterable<InspectedConversation> {
  const inspectMembers = memberInspector(database)
  for (const row of query<TotalsRow>(database, messagesSql.totals).iterate()) {
    yield {
      conversation: row.conversation,
      messages: row.kept,
      lastSeq: row.last_seq,
      lastSeqId: row.last_seq_id,
      floor: row.floor,
      members: inspectMembers(row.conversation),
    }
  }
}

function messageInspector(database: DatabaseSync): SqliteInspection['message'] {
  const get = query<MessageRow>(database, messagesSql.get)
  return (conversation, seq) => {
    const row = get.get(conversation, seq)
    return row && messageOf(row)
  }
}

function* inspectControls(database: DatabaseSync, after: Stamp, before: Stamp): Iterable<InspectedControl> {
  const rows = query<ControlRow & { readonly conversation: ConversationId }>(database, examinedSql.controlsBetween)
  for (const { conversation, seq, action, reader, done_by, request_id } of rows.iterate(after, before)) {
    yield { conversation, seq, action, only: reader || undefined, by: done_by ?? undefined, requestId: request_id }
  }
}

function partiesOf(database: DatabaseSync, conversation: ConversationId): readonly UserId[] | undefined {
  const row = query<MembersRow>(database, conversationsSql.get).get(conversation)
  return row && [row.first_member, row.second_member].flatMap((user) => user || [])
}

function* inspectPairs(database: DatabaseSync): Iterable<InspectedPair> {
  for (const row of query<PairRow>(database, examinedSql.pairs).iterate()) {
    const { since, first_remark, second_remark } = row
    const friendship = since === null ? undefined : { since, remarks: [first_remark ?? '', second_remark ?? ''] as const }
    yield { conversation: row.id, members: [row.first_member, row.second_member], friendship }
  }
}

function* inspectUsers(database: DatabaseSync): Iterable<Omit<User, 'passwordHash'>> {
  for (const { id, number, name, disabled, demo } of query<UserRow>(database, usersSql.all).iterate()) {
    yield { id, number, name, disabled: disabled === 1, demo: demo === 1 }
  }
}

function memberInspector(database: DatabaseSync): (conversation: ConversationId) => InspectedMember[] {
  const pair = query<MembersRow>(database, conversationsSql.get)
  const ofGroup = query<GroupMemberRow>(database, groupsSql.ofGroup)
  const reads = new SqliteReads(database)
  const inspectMember = (conversation: ConversationId, user: UserId) => {
    const { apart } = reads.conversations({ ...everything, user, apart: new Map([[conversation, 0]]) })
    return apart.map((row) => ({ user, readSeq: row.readMark.seq, unread: unreadOf(row) }))
  }
  return (conversation) => {
    const { first_member, second_member } = pair.get(conversation) ?? {}
    const users = [...ofGroup.all(conversation).map((row) => row.user_id), first_member, second_member]
    return users.flatMap((user) => (user ? inspectMember(conversation, user) : []))
  }
}

const everything: Omit<ConversationRowsQuery, 'user' | 'apart'> = {
  after: 0,
  limit: 0,
  moment: Number.MAX_SAFE_INTEGER,
  newest: new Map(),
  readMarks: new Map(),
  controlled: new Map(),
  floors: new Map(),
}

import fs from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { type ConversationId, countedForReader, type Position, type UserId } from '@magpie-im/model'
import { conversationsSql, type MembersRow } from '../conversations.ts'
import { type GroupMemberRow, groupsSql } from '../groups.ts'
import { type MemberRow, membersSql } from '../members.ts'
import { messagesSql, type OrdinalsRow, ordinalsOf, type TotalsRow } from '../messages.ts'
import { metaSql } from '../meta.ts'
import { SqliteGroupReads } from './group-reads.ts'
import { type Query, query } from './statement.ts'

export interface InspectedMember {
  readonly user: UserId
  readonly readSeq: number
  /** As his list would say now (I6). */
  readonly unread: number
}

export interface InspectedConversation {
  readonly conversation: ConversationId
  readonly messages: number
  readonly lastSeq: number
  readonly lastSeqId: number
  /** How many of 1 … lastSeq are missing (I2). */
  readonly holes: number
  readonly members: readonly InspectedMember[]
}

/** A read model looked at from outside, whether or not a server has it open. */
export interface SqliteInspection extends Disposable {
  readonly journal: string
  readonly watermark: Position
  /** What SQLite finds wrong with the file; reads all of it. */
  findDamage(): readonly string[]
  /** The conversations that have messages, in the order of their ids. */
  conversations(): Iterable<InspectedConversation>
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
      findDamage: () => findDamage(database),
      conversations: () => inspectConversations(database),
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
      messages: row.messages,
      lastSeq: row.last_seq,
      lastSeqId: row.last_seq_id,
      holes: row.last_seq - row.messages,
      members: inspectMembers(row.conversation, row.last_seq),
    }
  }
}

function memberInspector(database: DatabaseSync): (conversation: ConversationId, lastSeq: number) => InspectedMember[] {
  const pair = query<MembersRow>(database, conversationsSql.get)
  const member = query<MemberRow>(database, membersSql.get)
  const ordinals = query<OrdinalsRow>(database, messagesSql.ordinalsUpToSeq)
  const groups = new SqliteGroupReads(database)
  const ofGroup = query<GroupMemberRow>(database, groupsSql.ofGroup)
  const inGroup = (row: GroupMemberRow, lastSeq: number) => {
    const unread = Math.max(0, groups.countedUpTo(row, lastSeq) - groups.countedUpTo(row, row.read_seq))
    return { user: row.user_id, readSeq: row.read_seq, unread }
  }
  return (conversation, lastSeq) => {
    const members = ofGroup.all(conversation)
    if (members.length > 0) return members.map((row) => inGroup(row, lastSeq))
    const { first_member, second_member } = pair.get(conversation) ?? {}
    const rows = [first_member, second_member].map((user) => user && member.get(user, conversation))
    return rows.flatMap((row) => (row ? [inspectMember(row, lastSeq, ordinals)] : []))
  }
}

function inspectMember(member: MemberRow, lastSeq: number, ordinals: Query<OrdinalsRow>): InspectedMember {
  const counted = (seq: number) => {
    const row = ordinals.get(member.conversation, seq)
    return row ? countedForReader(ordinalsOf(row), member.user_id) : 0
  }
  const unread = Math.max(0, counted(lastSeq) - counted(member.read_seq))
  return { user: member.user_id, readSeq: member.read_seq, unread }
}

import {
  type AppId,
  audienceKinds,
  type ConversationId,
  type Entry,
  isSingle,
  type Message,
  type MessageRecord,
  messageKinds,
  messageStates,
  pairOf,
  type UserId,
} from '@magpie-im/model'
import type { MembersRow } from './conversations.ts'
import { isDeletedSql } from './message-controls.ts'
import type { SqlValue } from './value.ts'

const stored = `position, conversation, seq, seq_id, traits, sender, recipient, client_message_id, body, extras, origin_door, origin_bytes,
  app, state, sender_ordinal, ordinal`
const columns = `${stored}, first_member, second_member`
/** Who wrote to whom in a conversation of two is said by its members. */
const messages = 'messages m LEFT JOIN conversations p ON p.id = m.conversation'
const ordinalColumns = 'traits, sender, sender_ordinal, ordinal, first_member, second_member'

export const putMessagesSql = { head: `REPLACE INTO messages (${stored}) VALUES `, row: `(${stored.replaceAll(/\w+/g, '?')})` } as const

const page = `SELECT ${columns} FROM ${messages} WHERE conversation = ? AND seq <= ? AND seq > ? AND NOT ${isDeletedSql}`

export const messagesSql = {
  get: `SELECT ${columns} FROM ${messages} WHERE conversation = ? AND seq = ?`,
  /** Newest first; the first of them is the newest there is. */
  newest: `SELECT ${columns}, ${isDeletedSql} AS deleted FROM ${messages} WHERE conversation = ? AND seq <= ? ORDER BY seq DESC`,
  ordinalsUpToSeq: `SELECT ${ordinalColumns} FROM ${messages} WHERE conversation = ? AND seq <= ? ORDER BY seq DESC LIMIT 1`,
  seqUpTo: 'SELECT seq, seq_id FROM messages WHERE conversation = ? AND seq <= ? ORDER BY seq DESC LIMIT 1',
  newestOfPage: `${page} ORDER BY seq DESC LIMIT ?`,
  oldestOfPage: `${page} ORDER BY seq LIMIT ?`,
  control: `UPDATE messages SET body = ?, extras = ?, state = ? WHERE conversation = ? AND seq = ?`,
  firstFrom: 'SELECT MIN(seq) AS seq FROM messages WHERE conversation = ? AND seq >= ?',
  prune: 'DELETE FROM messages WHERE conversation = ? AND seq >= ? AND seq < ?',
  /** `kept` are those that are not gone; what is gone may not be removed yet. */
  totals: `SELECT m.conversation, COUNT(CASE WHEN m.seq > COALESCE(f.seq, 0) THEN 1 END) AS kept, COALESCE(f.seq, 0) AS floor,
    MAX(m.seq) AS last_seq, MAX(m.seq_id) AS last_seq_id
    FROM messages m LEFT JOIN floors f ON f.conversation = m.conversation GROUP BY m.conversation ORDER BY m.conversation`,
} as const

export interface SeqRow {
  readonly seq: number
  readonly seq_id: number
}

export interface OrdinalsRow {
  readonly traits: number
  readonly sender: UserId | null
  readonly first_member: MembersRow['first_member'] | null
  readonly second_member: MembersRow['second_member'] | null
  readonly sender_ordinal: number
  readonly ordinal: number
}

export interface MessageRow extends OrdinalsRow, SeqRow {
  readonly conversation: ConversationId
  readonly recipient: Message['recipient'] | null
  readonly client_message_id: string
  readonly body: string
  readonly extras: string | null
  readonly origin_door: string | null
  readonly origin_bytes: Uint8Array | null
  readonly app: AppId | null
  readonly state: number
}

export interface TotalsRow {
  readonly conversation: ConversationId
  readonly kept: number
  readonly floor: number
  readonly last_seq: number
  readonly last_seq_id: number
}

export interface MessageEntry extends Entry {
  readonly record: MessageRecord
}

/** Adds the values of a row to those of others. */
export function addMessageValues(values: SqlValue[], { position, record: message }: MessageEntry): void {
  const { origin, app } = message
  const isPair = isSingle(message)
  values.push(position, message.conversation, message.seq, message.seqId, traitsOf(message))
  values.push(isPair ? null : message.sender, isPair ? null : message.recipient, message.clientMessageId, message.body)
  values.push(extrasOf(message), origin?.door ?? null, origin?.bytes.length ? origin.bytes : null, app ?? null)
  values.push(messageStates.indexOf(message.state), message.senderOrdinal, message.ordinal)
}

/** In one number: another code of these is another layout. */
const kindBits = 7
/** The second of the two wrote it. */
const fromSecond = 8
const isUncounted = 16
const hasPriority = 32
const audienceShift = 6

function traitsOf(message: Message): number {
  const { kind, counted, priority, audience } = message
  const side = isSingle(message) && pairOf(message.sender, message.recipient)[0] !== message.sender ? fromSecond : 0
  const told = (counted ? 0 : isUncounted) | (priority ? hasPriority : 0)
  return messageKinds.indexOf(kind) | side | told | (audienceKinds.indexOf(audience) << audienceShift)
}

export function messageOf(row: MessageRow): Message {
  const { push, links } = row.extras === null ? noExtras : parseExtras(row.extras)
  return {
    conversation: row.conversation,
    seq: row.seq,
    seqId: row.seq_id,
    ...partiesOf(row, row.recipient),
    clientMessageId: row.client_message_id,
    kind: messageKinds[row.traits & kindBits] ?? 'custom',
    body: row.body,
    push,
    links,
    app: row.app ?? undefined,
    counted: !(row.traits & isUncounted),
    priority: (row.traits & hasPriority) !== 0,
    state: messageStates[row.state] ?? 'revoked',
    origin: row.origin_door === null ? undefined : { door: row.origin_door, bytes: row.origin_bytes ?? new Uint8Array(0) },
    senderOrdinal: row.sender_ordinal,
    ordinal: row.ordinal,
  }
}

export function ordinalsOf(row: OrdinalsRow): Pick<Message, 'audience' | 'sender' | 'senderOrdinal' | 'ordinal'> {
  const { audience, sender } = partiesOf(row, null)
  return { audience, sender, senderOrdinal: row.sender_ordinal, ordinal: row.ordinal }
}

function partiesOf(row: OrdinalsRow, recipient: Message['recipient'] | null): Pick<Message, 'audience' | 'sender' | 'recipient'> {
  const audience = audienceKinds[row.traits >> audienceShift] ?? 'single'
  // as: a message to two has a conversation with members, every other its own columns
  if (audience !== 'single') return { audience, sender: row.sender as UserId, recipient: recipient as Message['recipient'] }
  const [first, second] = [row.first_member, row.second_member] as readonly [UserId, UserId] // as: the same
  return row.traits & fromSecond ? { audience, sender: second, recipient: first } : { audience, sender: first, recipient: second }
}

/** What few messages have, in one column. */
type Extras = Partial<Pick<Message, 'push' | 'links'>>

const noExtras: Extras = {}

export function extrasOf({ push, links }: Extras): string | null {
  return push === undefined && links === undefined ? null : JSON.stringify({ push, links })
}

function parseExtras(json: string): Extras {
  return JSON.parse(json) as Extras // as: written by `extrasOf` alone
}

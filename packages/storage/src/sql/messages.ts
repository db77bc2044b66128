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
  type PushHint,
  pairOf,
  type UserId,
} from '@magpie-im/model'
import type { MembersRow } from './conversations.ts'
import { isDeletedSql } from './message-controls.ts'
import type { SqlValue } from './value.ts'

const stored = `position, conversation, seq, seq_id, side, sender, recipient, client_message_id, kind, body, push, origin_door, origin_bytes,
  app, audience, counted, priority, state, sender_ordinal, ordinal`
const columns = `${stored}, first_member, second_member`
/** Who wrote to whom in a conversation of two is said by its members. */
const messages = 'messages m LEFT JOIN conversations p ON p.id = m.conversation'
const ordinalColumns = 'audience, side, sender, sender_ordinal, ordinal, first_member, second_member'

export const putMessagesSql = { head: `REPLACE INTO messages (${stored}) VALUES `, row: `(${stored.replaceAll(/\w+/g, '?')})` } as const

export const messagesSql = {
  get: `SELECT ${columns} FROM ${messages} WHERE conversation = ? AND seq = ?`,
  /** Newest first; the first of them is the newest there is. */
  newest: `SELECT ${columns}, ${isDeletedSql} AS deleted FROM ${messages} WHERE conversation = ? AND seq <= ? ORDER BY seq DESC`,
  ordinalsUpToSeq: `SELECT ${ordinalColumns} FROM ${messages} WHERE conversation = ? AND seq <= ? ORDER BY seq DESC LIMIT 1`,
  seqUpTo: 'SELECT seq, seq_id FROM messages WHERE conversation = ? AND seq <= ? ORDER BY seq DESC LIMIT 1',
  page: `SELECT ${columns} FROM ${messages} WHERE conversation = ? AND seq <= ? AND seq > ? AND NOT ${isDeletedSql}
    ORDER BY seq DESC LIMIT ?`,
  control: `UPDATE messages SET body = ?, push = NULL, state = ? WHERE conversation = ? AND seq = ?`,
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
  readonly audience: number
  readonly side: number | null
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
  readonly kind: number
  readonly body: string
  readonly push: string | null
  readonly origin_door: string | null
  readonly origin_bytes: Uint8Array | null
  readonly app: AppId | null
  readonly counted: number
  readonly priority: number
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

/** Adds the values of a row to those of others. Codes are places in lists of the model: another order is another layout. */
export function addMessageValues(values: SqlValue[], { position, record: message }: MessageEntry): void {
  const { push, origin, app } = message
  const side = sideOf(message)
  values.push(position, message.conversation, message.seq, message.seqId)
  values.push(side, side === null ? message.sender : null, side === null ? message.recipient : null)
  values.push(message.clientMessageId, messageKinds.indexOf(message.kind), message.body, push ? JSON.stringify(push) : null)
  values.push(origin?.door ?? null, origin?.bytes.length ? origin.bytes : null, app ?? null, audienceKinds.indexOf(message.audience))
  values.push(message.counted ? 1 : 0, message.priority ? 1 : 0, messageStates.indexOf(message.state))
  values.push(message.senderOrdinal, message.ordinal)
}

export function messageOf(row: MessageRow): Message {
  return {
    conversation: row.conversation,
    seq: row.seq,
    seqId: row.seq_id,
    ...partiesOf(row),
    audience: audienceOf(row),
    clientMessageId: row.client_message_id,
    kind: messageKinds[row.kind] ?? 'custom',
    body: row.body,
    push: row.push === null ? undefined : pushOf(row.push),
    app: row.app ?? undefined,
    counted: row.counted === 1,
    priority: row.priority === 1,
    state: messageStates[row.state] ?? 'revoked',
    origin: row.origin_door === null ? undefined : { door: row.origin_door, bytes: row.origin_bytes ?? new Uint8Array(0) },
    senderOrdinal: row.sender_ordinal,
    ordinal: row.ordinal,
  }
}

export function ordinalsOf(row: OrdinalsRow): Pick<Message, 'audience' | 'sender' | 'senderOrdinal' | 'ordinal'> {
  const { sender } = partiesOf({ ...row, recipient: null })
  return { audience: audienceOf(row), sender, senderOrdinal: row.sender_ordinal, ordinal: row.ordinal }
}

function audienceOf({ audience }: OrdinalsRow): Message['audience'] {
  return audienceKinds[audience] ?? 'single'
}

/** Who wrote it, as a place in `pairOf`; null: not in a conversation of two. */
function sideOf(message: Message): 0 | 1 | null {
  if (!isSingle(message)) return null
  return pairOf(message.sender, message.recipient)[0] === message.sender ? 0 : 1
}

function partiesOf({ side, sender, recipient, first_member, second_member }: OrdinalsRow & Pick<MessageRow, 'recipient'>) {
  const [first, second] = [first_member, second_member] as readonly [UserId, UserId] // as: both are there where a side is
  if (side === null) return { sender: sender as UserId, recipient: recipient as Message['recipient'] } // as: both are there where no side is
  return side === 0 ? { sender: first, recipient: second } : { sender: second, recipient: first }
}

function pushOf(json: string): PushHint {
  return JSON.parse(json) as PushHint // as: written by addMessageValues alone
}

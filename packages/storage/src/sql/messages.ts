import type { AppId, AudienceKind, ConversationId, Message, MessageKind, MessageState, PushHint, UserId } from '@magpie-im/model'
import { isDeletedSql } from './message-controls.ts'
import type { SqlValue } from './value.ts'

const columns = `conversation, seq, seq_id, sender, audience, recipient, client_message_id, kind, body, push, origin_door, origin_bytes,
  app, counted, priority, state, sender_ordinal, ordinal`

export const messagesSql = {
  put: `REPLACE INTO messages (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  get: `SELECT ${columns} FROM messages WHERE conversation = ? AND seq = ?`,
  /** Newest first; the first of them is the newest there is. */
  newest: `SELECT ${columns}, ${isDeletedSql} AS deleted FROM messages m WHERE conversation = ? AND seq <= ? ORDER BY seq DESC`,
  ordinalsUpToSeq: `SELECT sender, audience, sender_ordinal, ordinal FROM messages WHERE conversation = ? AND seq <= ? ORDER BY seq DESC LIMIT 1`,
  page: `SELECT ${columns} FROM messages m WHERE conversation = ? AND seq_id <= ? AND seq_id > ? AND NOT ${isDeletedSql}
    ORDER BY seq_id DESC LIMIT ?`,
  control: `UPDATE messages SET body = ?, push = NULL, state = ? WHERE conversation = ? AND seq = ?`,
  firstFrom: 'SELECT MIN(seq) AS seq FROM messages WHERE conversation = ? AND seq >= ?',
  prune: 'DELETE FROM messages WHERE conversation = ? AND seq >= ? AND seq < ?',
  /** `kept` are those that are not gone; what is gone may not be removed yet. */
  totals: `SELECT m.conversation, COUNT(CASE WHEN m.seq > COALESCE(f.seq, 0) THEN 1 END) AS kept, COALESCE(f.seq, 0) AS floor,
    MAX(m.seq) AS last_seq, MAX(m.seq_id) AS last_seq_id
    FROM messages m LEFT JOIN floors f ON f.conversation = m.conversation GROUP BY m.conversation ORDER BY m.conversation`,
} as const

export interface OrdinalsRow {
  readonly audience: AudienceKind
  readonly sender: UserId
  readonly sender_ordinal: number
  readonly ordinal: number
}

export interface MessageRow extends OrdinalsRow {
  readonly conversation: ConversationId
  readonly seq: number
  readonly seq_id: number
  readonly recipient: Message['recipient']
  readonly client_message_id: string
  readonly kind: MessageKind
  readonly body: string
  readonly push: string | null
  readonly origin_door: string | null
  readonly origin_bytes: Uint8Array | null
  readonly app: AppId | null
  readonly counted: number
  readonly priority: number
  readonly state: MessageState
}

export interface TotalsRow {
  readonly conversation: ConversationId
  readonly kept: number
  readonly floor: number
  readonly last_seq: number
  readonly last_seq_id: number
}

export function messageValues(message: Message): SqlValue[] {
  return [
    message.conversation,
    message.seq,
    message.seqId,
    message.sender,
    message.audience,
    message.recipient,
    message.clientMessageId,
    message.kind,
    message.body,
    message.push ? JSON.stringify(message.push) : null,
    message.origin?.door ?? null,
    message.origin?.bytes ?? null,
    message.app ?? null,
    message.counted ? 1 : 0,
    message.priority ? 1 : 0,
    message.state,
    message.senderOrdinal,
    message.ordinal,
  ]
}

export function messageOf(row: MessageRow): Message {
  return {
    conversation: row.conversation,
    seq: row.seq,
    seqId: row.seq_id,
    sender: row.sender,
    audience: row.audience,
    recipient: row.recipient,
    clientMessageId: row.client_message_id,
    kind: row.kind,
    body: row.body,
    push: row.push === null ? undefined : pushOf(row.push),
    app: row.app ?? undefined,
    counted: row.counted === 1,
    priority: row.priority === 1,
    state: row.state,
    origin: row.origin_door === null ? undefined : { door: row.origin_door, bytes: row.origin_bytes ?? new Uint8Array(0) },
    senderOrdinal: row.sender_ordinal,
    ordinal: row.ordinal,
  }
}

export function ordinalsOf(row: OrdinalsRow): Pick<Message, 'audience' | 'sender' | 'senderOrdinal' | 'ordinal'> {
  return { audience: row.audience, sender: row.sender, senderOrdinal: row.sender_ordinal, ordinal: row.ordinal }
}

function pushOf(json: string): PushHint {
  return JSON.parse(json) as PushHint // as: written by messageValues alone
}

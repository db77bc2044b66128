import {
  type ControlAction,
  conversationId,
  type ExpiryRecord,
  type Journal,
  type JournalRecord,
  type MessageControlRecord,
  type MessageRecord,
  type Outcome,
  ordinary,
  parseUserId,
  type UserId,
} from '@magpie-im/model'

/** One journal under test, with its surroundings. */
export interface JournalFixture {
  /** Opens the journal; after `close`, the same again. */
  open(): Promise<Journal>
  /** Writes fail until `heal`. */
  fail(): void
  /** Ends `fail`; resolves when appends are accepted again. */
  heal(): Promise<void>
  dispose(): Promise<void>
}

export const ann: UserId = parseUserId('ann')
export const bob: UserId = parseUserId('bob')

export function messageRecord(seq: number, body = `message ${seq}`): MessageRecord {
  return {
    type: 'message',
    stamp: 1_800_000_000_000_000 + seq,
    conversation: conversationId(7),
    seq,
    seqId: 1_800_000_000_000_000 + seq,
    sender: ann,
    audience: 'single',
    recipient: bob,
    clientMessageId: `id-${seq}`,
    kind: 'text',
    body,
    push: undefined,
    origin: undefined,
    ...ordinary,
    senderOrdinal: seq,
    ordinal: seq,
  }
}

/** What became of `messageRecord(seq)`. */
export function controlRecord(
  seq: number,
  action: ControlAction,
  { only, body = '' }: { only?: UserId; body?: string } = {},
): MessageControlRecord {
  const { conversation, sender, audience, recipient, app, clientMessageId, counted, seqId } = messageRecord(seq)
  const target = { seq, seqId, sender, audience, recipient, app, clientMessageId, counted }
  return {
    type: 'message-control',
    stamp: seqId + 1_000_000,
    conversation,
    action,
    only,
    by: ann,
    body,
    requestId: `control-${seq}`,
    target,
  }
}

/** Everything up to `messageRecord(seq)` has expired. */
export function expiryRecord(seq: number): ExpiryRecord {
  const { conversation, audience, seqId } = messageRecord(seq)
  return { type: 'expiry', stamp: seqId + 2_000_000, conversation, audience, members: [ann, bob], seq, seqId }
}

export function keyOf(record: JournalRecord): string | undefined {
  return record.type === 'message' && record.clientMessageId !== '' ? `${record.sender}/${record.clientMessageId}` : undefined
}

export function seqsOf(records: readonly JournalRecord[]): number[] {
  return records.flatMap((record) => (record.type === 'message' ? [record.seq] : []))
}

/** Appends with its own key; resolves to true when durable, to false when it failed. */
export function store(journal: Journal, record: JournalRecord): Promise<boolean> {
  return settled((outcome) => journal.append(record, outcome, keyOf(record)))
}

export function settled(start: (outcome: Outcome) => void): Promise<boolean> {
  return new Promise((resolve) => start({ durable: () => resolve(true), failed: () => resolve(false) }))
}

export async function recovered(journal: Journal): Promise<JournalRecord[]> {
  const records: JournalRecord[] = []
  for await (const slice of journal.recover()) records.push(...slice)
  return records
}

export async function readRecords(journal: Journal, from = 0, to = journal.durable): Promise<JournalRecord[]> {
  const records: JournalRecord[] = []
  for await (const batch of journal.read(from, to)) records.push(...batch.entries.map((entry) => entry.record))
  return records
}

export async function readSeqs(journal: Journal, from = 0, to = journal.durable): Promise<number[]> {
  return seqsOf(await readRecords(journal, from, to))
}

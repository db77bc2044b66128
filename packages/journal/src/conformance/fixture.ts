import {
  conversationId,
  type Journal,
  type JournalRecord,
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

export async function readSeqs(journal: Journal, from = 0, to = journal.durable): Promise<number[]> {
  const seqs: number[] = []
  for await (const batch of journal.read(from, to)) seqs.push(...seqsOf(batch.entries.map((entry) => entry.record)))
  return seqs
}

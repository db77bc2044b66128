import {
  type Batch,
  type ConversationId,
  conversationId,
  type Entry,
  type JournalReader,
  type JournalRecord,
  type Log,
  type MessageRecord,
  type Position,
  pairKey,
  pairOf,
  parseUserId,
  type UserId,
} from '@magpie-im/model'

export const ann = parseUserId('ann')
export const bob = parseUserId('bob')
export const carol = parseUserId('carol')
export const dave = parseUserId('dave')
export const everyone = [ann, bob, carol, dave] as const

interface Pair {
  readonly id: ConversationId
  seq: number
  seqId: number
  ordinal: number
  readonly ordinals: Map<UserId, number>
  readonly marks: Map<UserId, number>
}

/** A journal of a few people's doings, with the records a server would write; batches end where `cut` is called. */
export class TestLog implements JournalReader {
  readonly batches: Batch[] = []
  /** How often something was read back. */
  readBacks = 0
  #open: Entry[] = []
  #position: Position = 0
  #stamp = 1_000_000
  readonly #pairs = new Map<string, Pair>()

  /** Every record so far, in order. */
  get entries(): readonly Entry[] {
    return [...this.batches.flatMap((batch) => batch.entries), ...this.#open]
  }

  get end(): Position {
    return this.batches.at(-1)?.end ?? 0
  }

  conversation(a: UserId, b: UserId): ConversationId {
    return this.#pair(a, b).id
  }

  says(sender: UserId, recipient: UserId, more: Partial<MessageRecord> & { readonly counted?: boolean } = {}): MessageRecord {
    const pair = this.#pair(sender, recipient)
    const { counted = true, ...fields } = more
    if (counted) {
      pair.ordinal += 1
      pair.ordinals.set(sender, (pair.ordinals.get(sender) ?? 0) + 1)
    }
    pair.seq += 1
    const stamp = this.#nextStamp()
    pair.seqId = stamp
    const message: MessageRecord = {
      type: 'message',
      stamp,
      conversation: pair.id,
      seq: pair.seq,
      seqId: pair.seqId,
      sender,
      recipient,
      clientMessageId: `id-${stamp}`,
      kind: 'text',
      body: `message ${pair.seq}`,
      push: undefined,
      origin: undefined,
      senderOrdinal: pair.ordinals.get(sender) ?? 0,
      ordinal: pair.ordinal,
      ...fields,
    }
    this.append(message)
    return message
  }

  /** Moves the read mark to the message of `seq`, by default the newest; nothing when it is there already. */
  hasRead(user: UserId, peer: UserId, seq?: number): void {
    const pair = this.#pair(user, peer)
    const target = Math.min(seq ?? pair.seq, pair.seq)
    if (target <= (pair.marks.get(user) ?? 0)) return
    pair.marks.set(user, target)
    const message = this.entries.map((entry) => entry.record).find((record) => isMessage(record, pair.id) && record.seq === target)
    const seqId = message?.type === 'message' ? message.seqId : 0
    this.append({ type: 'read-mark', stamp: this.#nextStamp(), conversation: pair.id, user, seq: target, seqId })
  }

  befriends(a: UserId, b: UserId, more: { readonly friends?: boolean; readonly remarks?: readonly [string, string] } = {}): number {
    const stamp = this.#nextStamp()
    const { friends = true, remarks = ['', ''] } = more
    this.append({ type: 'friendship', stamp, conversation: this.conversation(a, b), members: pairOf(a, b), friends, remarks, since: stamp })
    return stamp
  }

  /** `user` keeps something about his conversation with `peer`. */
  keeps(user: UserId, peer: UserId, name: string, value: string): number {
    const stamp = this.#nextStamp()
    this.append({ type: 'conversation-attribute', stamp, user, conversation: this.conversation(user, peer), name, value })
    return stamp
  }

  append(record: JournalRecord): void {
    this.#position += 10
    this.#open.push({ position: this.#position, record })
  }

  /** Ends a batch, as a durable write does. */
  cut(): void {
    if (this.#open.length === 0) return
    this.#position += 5
    this.batches.push({ entries: this.#open, end: this.#position })
    this.#open = []
  }

  async *read(from: Position, to: Position): AsyncIterable<Batch> {
    this.readBacks += 1
    if (from !== 0 && !this.batches.some((batch) => batch.end === from)) throw new Error('a read must begin where a batch ended')
    for (const batch of this.batches) if (batch.end > from && batch.end <= to) yield batch
  }

  #nextStamp(): number {
    this.#stamp += 7
    return this.#stamp
  }

  #pair(a: UserId, b: UserId): Pair {
    const known = this.#pairs.get(pairKey(a, b))
    if (known) return known
    const id = conversationId(this.#pairs.size + 1)
    const pair: Pair = { id, seq: 0, seqId: 0, ordinal: 0, ordinals: new Map(), marks: new Map() }
    this.#pairs.set(pairKey(a, b), pair)
    const begun = { type: 'conversation', conversation: id, members: pairOf(a, b), lastSeq: 0, lastSeqId: 0, ordinals: [0, 0] } as const
    this.append({ ...begun, stamp: this.#nextStamp() })
    return pair
  }
}

function isMessage(record: JournalRecord, conversation: ConversationId): record is MessageRecord {
  return record.type === 'message' && record.conversation === conversation
}

const nothing = () => undefined

export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }

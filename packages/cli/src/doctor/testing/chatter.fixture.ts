import {
  type ConversationId,
  conversationId,
  type GroupId,
  type JournalRecord,
  type MessageRecord,
  ordinary,
  parseUserId,
  type UserId,
} from '@magpie-im/model'

export const [ann, ben, cleo] = [parseUserId('ann'), parseUserId('ben'), parseUserId('cleo')]
export const pair = conversationId(1)
export const group = conversationId(2)
const club = 'club' as GroupId // as: no rule of ids is tested here

/** A journal of two who talk, and of a group. Stamps are as far from each other as those of a quiet server. */
export class Chatter {
  readonly records: JournalRecord[] = []
  readonly #newest = new Map<ConversationId, MessageRecord>()
  readonly #sent = new Map<string, number>()
  #stamp = 0
  #epochs = 0
  #floor = 0

  constructor() {
    this.#add({ type: 'conversation', stamp: 0, conversation: pair, members: [ann, ben], lastSeq: 0, lastSeqId: 0, ordinals: [0, 0] })
    this.#add({
      ...{ type: 'group', stamp: 0, conversation: group, id: club, number: 1, name: '', avatar: '', description: '', owner: ann },
      ...{ limit: 9, version: 1, muted: false, dismissed: false, joinPolicy: 'open', historyForNewMembers: 'all' },
      ...{ createdAt: 0, updatedAt: 0, lastSeq: 0, lastSeqId: 0, ordinal: 0 },
    } as JournalRecord) // as: spread literals widen
    for (const user of [ann, ben]) this.joins(user)
  }

  joins(user: UserId): void {
    const { seq = 0, seqId = 0, ordinal = 0 } = this.#newest.get(group) ?? {}
    const joined = { at: this.#stamp, seq, seqId, ordinal, senderOrdinal: 0 }
    this.#add({ type: 'membership', stamp: 0, conversation: group, user, role: 'member', mutedUntil: 0, joined, senderOrdinal: 0 })
  }

  says(conversation: ConversationId, sender: UserId, counted = true): void {
    const last = this.#newest.get(conversation)
    const own = counted ? 1 : 0
    const key = `${conversation} ${sender}`
    this.#sent.set(key, (this.#sent.get(key) ?? 0) + own)
    const recipient = conversation === group ? club : sender === ann ? ben : ann
    const message = {
      ...{
        ...ordinary,
        type: 'message',
        stamp: 0,
        conversation,
        seq: Math.max(last?.seq ?? 0, this.#floor) + 1,
        seqId: this.#stamp + 1_000,
        sender,
        recipient,
      },
      ...{ audience: conversation === group ? 'group' : 'single', clientMessageId: '', kind: 'text', body: 'hi', counted },
      ...{ push: undefined, origin: undefined, senderOrdinal: this.#sent.get(key) ?? 0, ordinal: (last?.ordinal ?? 0) + own },
    } as MessageRecord // as: spread literals widen
    this.#newest.set(conversation, message)
    this.#add(message)
  }

  reads(conversation: ConversationId, user: UserId): void {
    this.#marks('read-mark', conversation, user)
  }

  receives(conversation: ConversationId, user: UserId): void {
    this.#marks('delivered-mark', conversation, user)
  }

  #marks(type: 'read-mark' | 'delivered-mark', conversation: ConversationId, user: UserId): void {
    const { seq, seqId } = this.#newest.get(conversation) ?? {}
    if (seq !== undefined && seqId !== undefined) this.#add({ type, stamp: 0, conversation, user, seq, seqId })
  }

  beginsEpoch(seq: number): void {
    this.#floor = seq
    this.#epochs++
    const above = { seq, conversation: 9, user: 9, group: 9 }
    this.#add({ type: 'epoch', stamp: 0, number: this.#epochs, backup: { at: 0, position: 0 }, above })
  }

  #add(record: JournalRecord): void {
    this.#stamp += 1_000
    this.records.push({ ...record, stamp: this.#stamp })
  }
}

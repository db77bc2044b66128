import type { ConversationId, Entry, JournalRecord, MessageRecord, ReadMarkRecord, UserId } from '@magpie-im/model'

/** What the journal says a conversation is: told from its messages one by one, not from any count it carries. */
export interface FoldedConversation {
  readonly members: readonly [UserId, UserId]
  lastSeq: number
  lastSeqId: number
  /** Which member wrote each message, in the order of seq. */
  readonly senders: number[]
  readonly readSeqs: [number, number]
}

/** Reads the journal as a naive reader would and says where it breaks its own promises. */
export class Fold {
  readonly conversations = new Map<ConversationId, FoldedConversation>()
  readonly users = new Set<UserId>()
  messages = 0
  #lastStamp = 0
  readonly #report: (what: string, position: number) => void

  constructor(report: (what: string, position: number) => void) {
    this.#report = report
  }

  add({ record, position }: Entry): void {
    const report = (what: string) => this.#report(what, position)
    if (record.stamp <= this.#lastStamp) report(`I12: a stamp is not above the one before (${record.stamp} after ${this.#lastStamp})`)
    this.#lastStamp = Math.max(this.#lastStamp, record.stamp)
    this.#apply(record, report)
  }

  /** I6, from the messages themselves. */
  unread(conversation: FoldedConversation, side: 0 | 1): number {
    return conversation.senders.slice(conversation.readSeqs[side]).filter((sender) => sender !== side).length
  }

  #apply(record: JournalRecord, report: (what: string) => void): void {
    if (record.type === 'user') this.users.add(record.id)
    if (record.type === 'conversation') this.#begin(record.conversation, record.members, report)
    if (record.type === 'message') this.#message(record, report)
    if (record.type === 'read-mark') this.#readMark(record, report)
  }

  #begin(id: ConversationId, members: readonly [UserId, UserId], report: (what: string) => void): void {
    if (this.conversations.has(id)) report(`I2: conversation ${id} begins twice`)
    this.conversations.set(id, { members, lastSeq: 0, lastSeqId: 0, senders: [], readSeqs: [0, 0] })
  }

  #message(record: MessageRecord, report: (what: string) => void): void {
    const conversation = this.conversations.get(record.conversation)
    if (conversation === undefined) {
      report(`a message of conversation ${record.conversation}, which has not begun`)
      return
    }
    const side = conversation.members.indexOf(record.sender)
    const place = `conversation ${record.conversation}, seq ${record.seq}`
    if (side === -1) report(`I8: ${place}: the sender is no member`)
    if (record.seq !== conversation.lastSeq + 1) report(`I2: ${place} follows seq ${conversation.lastSeq}`)
    if (record.seqId <= conversation.lastSeqId) report(`I2: ${place}: seqId ${record.seqId} is not above ${conversation.lastSeqId}`)
    conversation.lastSeq = record.seq
    conversation.lastSeqId = record.seqId
    conversation.senders.push(side)
    this.messages++
    if (record.ordinal !== conversation.senders.length) report(`I6: ${place} is counted as ${record.ordinal}`)
  }

  #readMark({ conversation: id, user, seq }: ReadMarkRecord, report: (what: string) => void): void {
    const conversation = this.conversations.get(id)
    const side = conversation?.members.indexOf(user)
    if (conversation === undefined || (side !== 0 && side !== 1)) {
      report(`a read mark in conversation ${id} by a user who is not in it`)
      return
    }
    if (seq < conversation.readSeqs[side])
      report(`I6: a read mark in conversation ${id} goes back from ${conversation.readSeqs[side]} to ${seq}`)
    if (seq > conversation.lastSeq) report(`I6: a read mark in conversation ${id} is beyond its newest message`)
    conversation.readSeqs[side] = seq
  }
}

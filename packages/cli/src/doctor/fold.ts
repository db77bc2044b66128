import type {
  ConversationId,
  Entry,
  GroupRecord,
  JournalRecord,
  MembershipRecord,
  MessageRecord,
  ReadMarkRecord,
  UserId,
} from '@magpie-im/model'

/** What the journal says a conversation is: told from its messages one by one, not from any count it carries. */
export interface FoldedConversation {
  /** How far each member has read. Who joins a group has read what was there before him. */
  readonly readSeqs: Map<UserId, number>
  lastSeq: number
  lastSeqId: number
  /** Who wrote each message, in the order of seq. */
  readonly senders: UserId[]
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
  unread(conversation: FoldedConversation, user: UserId): number {
    return conversation.senders.slice(conversation.readSeqs.get(user)).filter((sender) => sender !== user).length
  }

  #apply(record: JournalRecord, report: (what: string) => void): void {
    if (record.type === 'user') this.users.add(record.id)
    if (record.type === 'conversation') this.#begin(record.conversation, record.members, report)
    if (record.type === 'group') this.#group(record, report)
    if (record.type === 'membership') this.#membership(record, report)
    if (record.type === 'message') this.#message(record, report)
    if (record.type === 'read-mark') this.#readMark(record, report)
  }

  #group({ conversation, dismissed, lastSeq }: GroupRecord, report: (what: string) => void): void {
    const known = this.conversations.get(conversation)
    if (known === undefined) this.#begin(conversation, [], report)
    else if (lastSeq !== known.lastSeq)
      report(`I2: group conversation ${conversation} says ${lastSeq} where its newest seq is ${known.lastSeq}`)
    if (dismissed) known?.readSeqs.clear()
  }

  #membership({ conversation: id, user, role, joined }: MembershipRecord, report: (what: string) => void): void {
    const conversation = this.conversations.get(id)
    if (conversation === undefined) report(`a member of conversation ${id}, which has not begun`)
    else if (role === 'gone') conversation.readSeqs.delete(user)
    else if (!conversation.readSeqs.has(user)) {
      if (joined.seq !== conversation.lastSeq)
        report(`I6: a member of conversation ${id} joined at ${joined.seq}, not at its newest message`)
      conversation.readSeqs.set(user, joined.seq)
    }
  }

  #begin(id: ConversationId, members: readonly UserId[], report: (what: string) => void): void {
    if (this.conversations.has(id)) report(`I2: conversation ${id} begins twice`)
    this.conversations.set(id, { readSeqs: new Map(members.map((user) => [user, 0])), lastSeq: 0, lastSeqId: 0, senders: [] })
  }

  #message(record: MessageRecord, report: (what: string) => void): void {
    const conversation = this.conversations.get(record.conversation)
    if (conversation === undefined) {
      report(`a message of conversation ${record.conversation}, which has not begun`)
      return
    }
    const place = `conversation ${record.conversation}, seq ${record.seq}`
    if (!conversation.readSeqs.has(record.sender)) report(`I8: ${place}: the sender is no member`)
    if (record.seq !== conversation.lastSeq + 1) report(`I2: ${place} follows seq ${conversation.lastSeq}`)
    if (record.seqId <= conversation.lastSeqId) report(`I2: ${place}: seqId ${record.seqId} is not above ${conversation.lastSeqId}`)
    conversation.lastSeq = record.seq
    conversation.lastSeqId = record.seqId
    conversation.senders.push(record.sender)
    this.messages++
    if (record.ordinal !== conversation.senders.length) report(`I6: ${place} is counted as ${record.ordinal}`)
  }

  #readMark({ conversation: id, user, seq }: ReadMarkRecord, report: (what: string) => void): void {
    const conversation = this.conversations.get(id)
    const before = conversation?.readSeqs.get(user)
    if (conversation === undefined || before === undefined) {
      report(`a read mark in conversation ${id} by a user who is not in it`)
      return
    }
    if (seq < before) report(`I6: a read mark in conversation ${id} goes back from ${before} to ${seq}`)
    if (seq > conversation.lastSeq) report(`I6: a read mark in conversation ${id} is beyond its newest message`)
    conversation.readSeqs.set(user, seq)
  }
}

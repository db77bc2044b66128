import type {
  ControlAction,
  ConversationId,
  Entry,
  ExpiryRecord,
  GroupRecord,
  JournalRecord,
  MembershipRecord,
  MessageControlRecord,
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
  readonly messages: FoldedMessage[]
  /** Messages that are counted, whatever became of them. */
  counted: number
  /** Messages up to this seq are gone. */
  floor: number
}

interface FoldedMessage {
  /** Whose unread it never is; undefined: it is everybody's. */
  readonly author: UserId | undefined
  readonly counted: boolean
  /** What was last done to it for all. */
  fate: ControlAction | undefined
  /** Who deleted it for himself. */
  deletedBy: ReadonlySet<UserId>
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
    const read = Math.max(conversation.floor, conversation.readSeqs.get(user) ?? 0)
    return conversation.messages.slice(read).filter((message) => countsFor(message, user)).length
  }

  #apply(record: JournalRecord, report: (what: string) => void): void {
    if (record.type === 'user') this.users.add(record.id)
    if (record.type === 'conversation') this.#begin(record.conversation, record.members, report)
    if (record.type === 'group') this.#group(record, report)
    if (record.type === 'membership') this.#membership(record, report)
    if (record.type === 'message') this.#message(record, report)
    if (record.type === 'read-mark') this.#readMark(record, report)
    if (record.type === 'notices') this.#begin(record.conversation, [record.user], report)
    if (record.type === 'message-control') this.#control(record, report)
    if (record.type === 'expiry') this.#expire(record, report)
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
    const readSeqs = new Map(members.map((user) => [user, 0]))
    this.conversations.set(id, { readSeqs, lastSeq: 0, lastSeqId: 0, messages: [], counted: 0, floor: 0 })
  }

  #message(record: MessageRecord, report: (what: string) => void): void {
    const conversation = this.conversations.get(record.conversation)
    if (conversation === undefined) {
      report(`a message of conversation ${record.conversation}, which has not begun`)
      return
    }
    const place = `conversation ${record.conversation}, seq ${record.seq}`
    const isNotice = record.audience === 'notice'
    if (!isNotice && !conversation.readSeqs.has(record.sender)) report(`I8: ${place}: the sender is no member`)
    if (record.seq !== conversation.lastSeq + 1) report(`I2: ${place} follows seq ${conversation.lastSeq}`)
    if (record.seqId <= conversation.lastSeqId) report(`I2: ${place}: seqId ${record.seqId} is not above ${conversation.lastSeqId}`)
    conversation.lastSeq = record.seq
    conversation.lastSeqId = record.seqId
    const { counted } = record
    const author = isNotice ? undefined : record.sender
    conversation.messages.push({ author, counted, fate: undefined, deletedBy: nobody })
    conversation.counted += counted ? 1 : 0
    this.messages++
    if (record.ordinal !== conversation.counted) report(`I6: ${place} is counted as ${record.ordinal}`)
  }

  #control({ conversation: id, target, action, only }: MessageControlRecord, report: (what: string) => void): void {
    const message = this.conversations.get(id)?.messages[target.seq - 1]
    if (message === undefined) report(`something was done to seq ${target.seq} of conversation ${id}, which is not there`)
    else if (only !== undefined) message.deletedBy = new Set([...message.deletedBy, only])
    else if (message.fate !== 'delete') message.fate = action
  }

  #expire({ conversation: id, seq }: ExpiryRecord, report: (what: string) => void): void {
    const conversation = this.conversations.get(id)
    if (conversation === undefined || seq > conversation.lastSeq)
      report(`I2: messages up to ${seq} of conversation ${id} expired, which has fewer`)
    else conversation.floor = Math.max(conversation.floor, seq)
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

const nobody: ReadonlySet<UserId> = new Set()

function countsFor({ author, counted, fate, deletedBy }: FoldedMessage, user: UserId): boolean {
  return counted && author !== user && (fate === undefined || fate === 'override') && !deletedBy.has(user)
}

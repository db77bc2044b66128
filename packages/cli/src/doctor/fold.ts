import type {
  ControlAction,
  ConversationId,
  DeliveredMarkRecord,
  Entry,
  EpochRecord,
  ExpiryRecord,
  GroupRecord,
  JournalRecord,
  MembershipRecord,
  MessageControlRecord,
  MessageRecord,
  ReadMarkRecord,
  UserId,
  UserRecord,
} from '@magpie-im/model'

/** What the journal says a conversation is: told from its messages one by one, not from any count it carries. */
export interface FoldedConversation {
  /** How far each member has read. Who joins a group has read what was there before him. */
  readonly readSeqs: Map<UserId, number>
  lastSeq: number
  lastSeqId: number
  /** In the order of their seqs. */
  readonly messages: FoldedMessage[]
  /** Messages that are counted, whatever became of them. */
  counted: number
  /** Messages up to this seq are gone. */
  floor: number
}

interface FoldedMessage {
  readonly seq: number
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
  #lastGroupNumber = 0
  #lastUserNumber = 0
  #epoch: Pick<EpochRecord, 'number' | 'above'> = { number: 0, above: { seq: 0, conversation: 0, user: 0, group: 0 } }
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
    return messagesAbove(conversation, read).filter((message) => countsFor(message, user)).length
  }

  #apply(record: JournalRecord, report: (what: string) => void): void {
    if (record.type === 'user') this.#user(record, report)
    if (record.type === 'epoch') this.#enter(record, report)
    if (record.type === 'conversation') this.#begin(record.conversation, record.members, report)
    if (record.type === 'group') this.#group(record, report)
    if (record.type === 'membership') this.#membership(record, report)
    if (record.type === 'message') this.#message(record, report)
    if (record.type === 'read-mark') this.#readMark(record, report)
    if (record.type === 'delivered-mark') this.#deliveredMark(record, report)
    if (record.type === 'notices') this.#begin(record.conversation, [record.user], report)
    if (record.type === 'message-control') this.#control(record, report)
    if (record.type === 'expiry') this.#expire(record, report)
  }

  #user({ id, number }: UserRecord, report: (what: string) => void): void {
    if (!this.users.has(id) && number <= this.#epoch.above.user) report(`I2: user number ${number} may have been given before the restore`)
    this.users.add(id)
    this.#lastUserNumber = Math.max(this.#lastUserNumber, number)
  }

  /** What follows a restore may use nothing that was used before it. */
  #enter({ number, above }: EpochRecord, report: (what: string) => void): void {
    const seqs = [...this.conversations.values()].map(({ lastSeq }) => lastSeq)
    const given = {
      seq: seqs.reduce((a, b) => Math.max(a, b), this.#epoch.above.seq),
      conversation: [...this.conversations.keys()].reduce((a, b) => Math.max(a, b), this.#epoch.above.conversation),
      user: Math.max(this.#lastUserNumber, this.#epoch.above.user),
      group: Math.max(this.#lastGroupNumber, this.#epoch.above.group),
    }
    const kinds = ['seq', 'conversation', 'user', 'group'] as const
    for (const kind of kinds) {
      if (above[kind] < given[kind]) report(`I2: epoch ${number} begins above ${kind} ${above[kind]}, and ${given[kind]} was given`)
    }
    if (number !== this.#epoch.number + 1) report(`I2: epoch ${number} follows epoch ${this.#epoch.number}`)
    this.#epoch = { number, above }
  }

  #group({ conversation, dismissed, lastSeq, number }: GroupRecord, report: (what: string) => void): void {
    const known = this.conversations.get(conversation)
    if (known === undefined && number <= this.#epoch.above.group)
      report(`I2: group number ${number} may have been given before the restore`)
    this.#lastGroupNumber = Math.max(this.#lastGroupNumber, number)
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
    if (id <= this.#epoch.above.conversation) report(`I2: conversation ${id} may have begun before the restore`)
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
    if (record.seq !== Math.max(conversation.lastSeq, this.#epoch.above.seq) + 1) report(`I2: ${place} follows seq ${conversation.lastSeq}`)
    if (record.seqId <= conversation.lastSeqId) report(`I2: ${place}: seqId ${record.seqId} is not above ${conversation.lastSeqId}`)
    conversation.lastSeq = record.seq
    conversation.lastSeqId = record.seqId
    const { counted } = record
    const author = isNotice ? undefined : record.sender
    conversation.messages.push({ seq: record.seq, author, counted, fate: undefined, deletedBy: nobody })
    conversation.counted += counted ? 1 : 0
    this.messages++
    if (record.ordinal !== conversation.counted) report(`I6: ${place} is counted as ${record.ordinal}`)
  }

  #control({ conversation: id, target, action, only }: MessageControlRecord, report: (what: string) => void): void {
    const conversation = this.conversations.get(id)
    const [first] = conversation === undefined ? [] : messagesAbove(conversation, target.seq - 1)
    const message = first?.seq === target.seq ? first : undefined
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

  #deliveredMark({ conversation: id, user, seq }: DeliveredMarkRecord, report: (what: string) => void): void {
    const conversation = this.conversations.get(id)
    if (!conversation?.readSeqs.has(user)) report(`a delivered mark in conversation ${id} by a user who is not in it`)
    else if (seq > conversation.lastSeq) report(`a delivered mark in conversation ${id} is beyond its newest message`)
  }
}

/** Those behind `seq`. */
export function messagesAbove({ messages }: Pick<FoldedConversation, 'messages'>, seq: number): readonly FoldedMessage[] {
  let [low, high] = [0, messages.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((messages[middle]?.seq ?? 0) <= seq) low = middle + 1
    else high = middle
  }
  return messages.slice(low)
}

const nobody: ReadonlySet<UserId> = new Set()

function countsFor({ author, counted, fate, deletedBy }: FoldedMessage, user: UserId): boolean {
  return counted && author !== user && (fate === undefined || fate === 'override') && !deletedBy.has(user)
}

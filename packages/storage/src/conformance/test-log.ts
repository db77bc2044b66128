import {
  type AppId,
  type Batch,
  type ControlAction,
  type ControlTarget,
  type ConversationId,
  conversationId,
  type Entry,
  type FileId,
  type FileRecord,
  type FilesSentRecord,
  type GroupId,
  type Joining,
  type JournalReader,
  type JournalRecord,
  type Log,
  type MembershipRecord,
  type MessageControlRecord,
  type MessageRecord,
  ordinary,
  type PinRecord,
  type Position,
  pairKey,
  pairOf,
  parseUserId,
  type ReactionRecord,
  type SignInRecord,
  type UserId,
} from '@magpie-im/model'

export const ann = parseUserId('ann')
export const bob = parseUserId('bob')
export const carol = parseUserId('carol')
export const dave = parseUserId('dave')
export const app = 'shop' as AppId // as: a text without control characters
export const everyone = [ann, bob, carol, dave] as const

interface TestGroup extends Pair {
  readonly name: GroupId
  readonly members: Map<UserId, Joining>
}

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
  readonly #notices = new Map<UserId, Pair>()
  #lastGroup: TestGroup | undefined
  #conversations = 0
  #epochs = 0
  /** No seq up to it is given any more. */
  #seq = 0

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
    return this.#say(this.#pair(sender, recipient), sender, { recipient, ...more })
  }

  #say(
    pair: Pair,
    sender: UserId,
    more: Partial<MessageRecord> & { readonly recipient: MessageRecord['recipient']; readonly counted?: boolean },
  ): MessageRecord {
    const { counted = true, ...fields } = more
    if (counted) {
      pair.ordinal += 1
      pair.ordinals.set(sender, (pair.ordinals.get(sender) ?? 0) + 1)
    }
    pair.seq = Math.max(pair.seq, this.#seq) + 1
    const stamp = this.#nextStamp()
    pair.seqId = stamp
    const message: MessageRecord = {
      type: 'message',
      stamp,
      conversation: pair.id,
      seq: pair.seq,
      seqId: pair.seqId,
      sender,
      audience: 'single',
      clientMessageId: `id-${stamp}`,
      kind: 'text',
      body: `message ${pair.seq}`,
      push: undefined,
      origin: undefined,
      senderOrdinal: pair.ordinals.get(sender) ?? 0,
      ordinal: pair.ordinal,
      ...ordinary,
      counted,
      ...fields,
    }
    this.append(message)
    return message
  }

  /** Moves the read mark to the message of `seq`, by default the newest; nothing when it is there already. */
  hasRead(user: UserId, peer: UserId, seq?: number): void {
    this.#mark(this.#pair(user, peer), user, seq)
  }

  #mark(pair: Pair, user: UserId, seq?: number): void {
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

  /** Something is done to a message of this log. */
  controls(
    target: MessageRecord,
    action: ControlAction,
    more: Pick<MessageControlRecord, 'links'> & { readonly only?: UserId; readonly body?: string } = {},
  ): MessageControlRecord {
    const { only, body = '', links } = more
    const { conversation, sender: by } = target
    const stamp = this.#nextStamp()
    const requestId = `request-${stamp}`
    const record: MessageControlRecord = {
      type: 'message-control',
      stamp,
      conversation,
      action,
      only,
      by,
      body,
      links,
      requestId,
      target: targetOf(target),
    }
    this.append(record)
    return record
  }

  /** `user` shows what he thinks of a message, or no longer; how many do is not kept here. */
  reacts(by: UserId, message: MessageRecord, emoji: string, on = true): ReactionRecord {
    const { conversation } = message
    const stamp = this.#nextStamp()
    const record: ReactionRecord = { type: 'reaction', stamp, conversation, by, emoji, on, count: 0, target: targetOf(message) }
    this.append(record)
    return record
  }

  pins(by: UserId, message: MessageRecord, on = true): PinRecord {
    const { conversation } = message
    const record: PinRecord = { type: 'pin', stamp: this.#nextStamp(), conversation, by, on, target: targetOf(message) }
    this.append(record)
    return record
  }

  /** Messages of the same conversation up to `message` are gone. */
  expires({ conversation, audience, sender, recipient, seq, seqId }: MessageRecord): void {
    const users = { single: pairOf(sender, recipient as UserId), notice: [recipient as UserId], group: [] } // as: no group but of a group
    this.append({ type: 'expiry', stamp: this.#nextStamp(), conversation, audience, members: users[audience], seq, seqId })
  }

  /** `user` removes a conversation from his list; only messages above `seq` bring it back. */
  removes(user: UserId, { conversation, seq }: Pick<MessageRecord, 'conversation' | 'seq'>): void {
    this.append({ type: 'list-removal', stamp: this.#nextStamp(), conversation, user, seq })
  }

  /** `user` is given notice by the one application there is, which any user may speak for. */
  notifies(sender: UserId, user: UserId, more: Partial<MessageRecord> & { readonly counted?: boolean } = {}): MessageRecord {
    return this.#say(this.#noticesOf(user), sender, { audience: 'notice', recipient: user, app, ...more })
  }

  hasReadNotices(user: UserId, seq?: number): void {
    this.#mark(this.#noticesOf(user), user, seq)
  }

  #noticesOf(user: UserId): Pair {
    const known = this.#notices.get(user)
    if (known) return known
    const conversation = this.#nextConversation()
    const pair = beginning(conversation)
    this.#notices.set(user, pair)
    this.append({ type: 'notices', stamp: this.#nextStamp(), conversation, app, user, lastSeq: 0, lastSeqId: 0, ordinal: 0 })
    return pair
  }

  /** `user` tries to sign in on a device of this id. */
  signsIn(user: UserId, id: string, result = 'ok'): SignInRecord {
    const device = { id, type: 'android', name: 'phone', appVersion: '1.0' } as const
    const record: SignInRecord = { type: 'sign-in', stamp: this.#nextStamp(), user, device, address: '192.0.2.1', door: 'door', result }
    this.append(record)
    return record
  }

  /** A file as `owner` uploaded it, or as it is from now on. */
  putsFile(owner: UserId, more: Partial<FileRecord> & Pick<FileRecord, 'id'>): FileRecord {
    const stamp = this.#nextStamp()
    const told = { name: 'notes.txt', size: 10, sha256: '00', mediaType: 'text/plain', picture: undefined, unusedSince: 0 }
    const record: FileRecord = { type: 'file', stamp, owner, createdAt: stamp, removed: false, ...told, ...more }
    this.append(record)
    return record
  }

  sendsFiles(sender: UserId, recipient: UserId, ...files: FileId[]): FilesSentRecord {
    const conversation = this.conversation(sender, recipient)
    const record: FilesSentRecord = { type: 'files-sent', stamp: this.#nextStamp(), files, sender, conversation, seqId: this.#stamp + 1 }
    this.append(record)
    return record
  }

  /** The journal is restored from a backup: all numbers jump. */
  beginsEpoch(gap = 100): void {
    this.#epochs += 1
    const most = this.messages.reduce((seq, message) => Math.max(seq, message.seq), this.#seq)
    const above = { seq: most + gap, conversation: this.#conversations + gap, user: 0, group: 0 }
    this.#seq = above.seq
    this.#conversations = above.conversation
    this.append({ type: 'epoch', stamp: this.#nextStamp(), number: this.#epochs, backup: { at: 0, position: 0 }, above })
  }

  /** Time goes on by that many hours. */
  waits(hours: number): void {
    this.#stamp += hours * 3_600_000_000
  }

  /** The messages so far, oldest first. */
  get messages(): readonly MessageRecord[] {
    return this.entries.flatMap(({ record }) => (record.type === 'message' ? [record] : []))
  }

  /** The group of this test log, founded when it is first asked for; without members. */
  get group(): ConversationId {
    return this.#group.id
  }

  /** Nothing when he is in it already. */
  joins(user: UserId): void {
    const { seq, seqId, ordinal, ordinals, members, marks } = this.#group
    if (members.has(user)) return
    const [stamp, senderOrdinal] = [this.#nextStamp(), ordinals.get(user) ?? 0]
    members.set(user, { at: stamp, seq, seqId, ordinal, senderOrdinal })
    this.#membership(user, { stamp, role: 'member' })
    marks.set(user, seq)
  }

  /** A change of his role; nothing when he is not in the group. */
  rises(user: UserId): void {
    if (this.#group.members.has(user)) this.#membership(user, { stamp: this.#nextStamp(), role: 'admin' })
  }

  leaves(user: UserId): void {
    const { members } = this.#group
    if (!members.has(user)) return
    this.#membership(user, { stamp: this.#nextStamp(), role: 'gone' })
    members.delete(user)
  }

  /** Ends the group; the next one who joins founds another. */
  dismissed(): void {
    if (this.#lastGroup === undefined) return
    this.#putGroup(this.#lastGroup, true)
    this.#lastGroup = undefined
  }

  /** Nothing when the sender is not in the group. */
  tells(sender: UserId, more: Partial<MessageRecord> & { readonly counted?: boolean } = {}): MessageRecord | undefined {
    const group = this.#group
    return group.members.has(sender) ? this.#say(group, sender, { audience: 'group', recipient: group.name, ...more }) : undefined
  }

  /** A member keeps something about the group; nothing when he is not in it. */
  keepsOfGroup(user: UserId, name: string, value: string): void {
    const { id: conversation, members } = this.#group
    if (members.has(user)) this.append({ type: 'conversation-attribute', stamp: this.#nextStamp(), user, conversation, name, value })
  }

  hasReadGroup(user: UserId, seq?: number): void {
    if (this.#group.members.has(user)) this.#mark(this.#group, user, seq)
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

  get #group(): TestGroup {
    if (this.#lastGroup !== undefined) return this.#lastGroup
    const id = this.#nextConversation()
    const name = `group ${id}` as GroupId // as: a text without control characters
    const group: TestGroup = { ...beginning(id), name, members: new Map() }
    this.#lastGroup = group
    this.#putGroup(group, false)
    return group
  }

  #putGroup({ id: conversation, name: id, seq, seqId, ordinal }: TestGroup, dismissed: boolean): void {
    const stamp = this.#nextStamp()
    const looks = { name: id, avatar: '', description: '', owner: ann, limit: 9, number: conversation, version: 1, muted: false } as const
    const policies = { joinPolicy: 'open', historyForNewMembers: 'since-joining' } as const
    const counters = { lastSeq: seq, lastSeqId: seqId, ordinal }
    const times = { createdAt: stamp, updatedAt: stamp, dismissed }
    this.append({ type: 'group', stamp, conversation, id, ...looks, ...policies, ...times, ...counters })
  }

  #membership(user: UserId, { stamp, role }: { readonly stamp: number; readonly role: MembershipRecord['role'] }): void {
    const { id: conversation, members, ordinals } = this.#group
    const joined = members.get(user)
    if (joined === undefined) throw new Error('he is no member')
    this.append({ type: 'membership', stamp, conversation, user, role, joined, senderOrdinal: ordinals.get(user) ?? 0, mutedUntil: 0 })
  }

  #nextConversation(): ConversationId {
    this.#conversations += 1
    return conversationId(this.#conversations)
  }

  #nextStamp(): number {
    this.#stamp += 7
    return this.#stamp
  }

  #pair(a: UserId, b: UserId): Pair {
    const known = this.#pairs.get(pairKey(a, b))
    if (known) return known
    const id = this.#nextConversation()
    const pair = beginning(id)
    this.#pairs.set(pairKey(a, b), pair)
    const begun = { type: 'conversation', conversation: id, members: pairOf(a, b), lastSeq: 0, lastSeqId: 0, ordinals: [0, 0] } as const
    this.append({ ...begun, stamp: this.#nextStamp() })
    return pair
  }
}

function beginning(id: ConversationId): Pair {
  return { id, seq: 0, seqId: 0, ordinal: 0, ordinals: new Map(), marks: new Map() }
}

function targetOf({ seq, seqId, sender, audience, recipient, app, clientMessageId, counted }: MessageRecord): ControlTarget {
  return { seq, seqId, sender, audience, recipient, app, clientMessageId, counted }
}

function isMessage(record: JournalRecord, conversation: ConversationId): record is MessageRecord {
  return record.type === 'message' && record.conversation === conversation
}

const nothing = () => undefined

export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }

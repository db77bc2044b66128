import type {
  AsOf,
  Attributes,
  ConversationId,
  Entry,
  Friend,
  HistoryPageQuery,
  Joining,
  ListedConversation,
  Message,
  MessageControl,
  MessageControlRecord,
  MessageRecord,
  Position,
  PriorityEntry,
  ReadMark,
  UserId,
} from '@magpie-im/model'

const expired = { action: 'delete', body: '' } as const
const states = { revoke: 'revoked', override: 'replaced', delete: 'revoked' } as const

const nothingRead: ReadMark = { seq: 0, seqId: 0 }

/** The answers as one would give them with the whole log at hand and all the time in the world. */
export class NaiveModel {
  readonly #entries: readonly Entry[]

  constructor(entries: readonly Entry[]) {
    this.#entries = entries
  }

  /** The moment right after the record at `position`, as a session that was registered then would describe it now. */
  asOf(user: UserId, position: Position): AsOf {
    const newest = new Map<ConversationId, number>()
    const readMarks = new Map<ConversationId, ReadMark>()
    const then = this.#until(position)
    for (const { record } of this.#entries.slice(then.length)) {
      if (record.type === 'message') newest.set(record.conversation, messagesIn(then, record.conversation).at(-1)?.seq ?? 0)
      if (record.type === 'read-mark' && record.user === user)
        readMarks.set(record.conversation, readMarkIn(then, record.conversation, user))
    }
    return { position, stamp: then.at(-1)?.record.stamp ?? 0, newest, readMarks }
  }

  /** Everything in the user's list as of `position`; the stamps may already be those of what was projected. */
  list(user: UserId, position: Position, watermark: Position): ListedConversation[] {
    const then = this.#until(position)
    const stamped = this.#entries.filter((entry) => entry.position <= position || entry.position < watermark)
    const messages = then.flatMap(({ record }) => (record.type === 'message' ? [record] : []))
    const own = messages.filter(({ audience, sender, recipient }) => recipient === user || (audience === 'single' && sender === user))
    const moment = then.at(-1)?.record.stamp ?? 0
    const groups = [...membershipsOf(this.#entries, user)].filter(([_, joined]) => joined.at <= moment)
    return [...new Set(own.map((message) => message.conversation)), ...groups.map(([conversation]) => conversation)]
      .flatMap((conversation) => {
        const item = this.#listed(user, conversation, then, stamped)
        return item ? [{ ...item, attributes: this.#attributes(user, conversation) }] : []
      })
      .sort((a, b) => a.stamp - b.stamp)
  }

  page({ conversation, reader, upTo, limit, seqAbove = 0, seqBelow = Number.MAX_SAFE_INTEGER, oldestFirst }: HistoryPageQuery): Message[] {
    const shown = messagesIn(this.#entries, conversation)
      .flatMap((message) => this.#now(message, reader) ?? [])
      .filter(({ seq, seqId }) => seqId <= upTo && seq > seqAbove && seq < seqBelow)
    return (oldestFirst ? shown : shown.reverse()).slice(0, limit)
  }

  /** What `reader` is shown of a message, whatever the moment; undefined: nothing. */
  #now(message: Message, reader: UserId | undefined): Message | undefined {
    const done = this.#entries.flatMap<Pick<MessageControl, 'action' | 'body' | 'links'>>(({ record }) => {
      if (record.type === 'expiry') return record.conversation === message.conversation && record.seq >= message.seq ? [expired] : []
      if (record.type !== 'message-control' || record.conversation !== message.conversation) return []
      return record.target.seq === message.seq && (record.only ?? reader) === reader ? [record] : []
    })
    if (done.some(({ action }) => action === 'delete')) return undefined
    const last = done.at(-1)
    return last ? { ...message, body: last.body, links: last.links, push: undefined, state: states[last.action] } : message
  }

  /** Everything in the user's queue, oldest first. */
  priority(user: UserId): PriorityEntry[] {
    const entries = new Map<string, PriorityEntry>()
    for (const { record } of this.#entries) {
      const entry = record.type === 'message' ? this.#urgent(record, user) : record.type === 'message-control' && this.#told(record, user)
      if (entry) entries.set(entry.kind === 'message' ? `${entry.stamp}` : keyOf(entry.control), entry)
    }
    return [...entries.values()].sort((a, b) => a.stamp - b.stamp)
  }

  #urgent(record: MessageRecord, user: UserId): PriorityEntry | undefined {
    const message = record.priority && this.#isHis(record, user) ? this.#now(plain(record), user) : undefined
    return message && { kind: 'message', stamp: record.seqId, message }
  }

  #told(record: MessageControlRecord, user: UserId): PriorityEntry | undefined {
    const { type: _, stamp, ...control } = record
    // Of a message that was there before him a new member is told nothing.
    const { conversation, target } = control
    if (!this.#isHis({ ...target, conversation, stamp: target.seqId }, user) || this.#isOver(record, user)) return undefined
    return { kind: 'control', stamp, control }
  }

  /** A control that is not for him, of a message that is gone, or after it was deleted for all. */
  #isOver(control: MessageControlRecord, user: UserId): boolean {
    if (control.only !== undefined && control.only !== user) return true
    return this.#entries.some(({ record }) => {
      if (record.type === 'expiry') return record.conversation === control.conversation && record.seq >= control.target.seq
      if (record.type !== 'message-control' || record.conversation !== control.conversation) return false
      const same = record.target.seq === control.target.seq && record.only === undefined && control.only === undefined
      return same && record.action === 'delete' && record.stamp < control.stamp
    })
  }

  #isHis(
    {
      audience,
      sender,
      recipient,
      conversation,
      stamp,
    }: Pick<MessageRecord, 'audience' | 'sender' | 'recipient' | 'conversation' | 'stamp'>,
    user: UserId,
  ): boolean {
    if (audience === 'group') return stamp > (membershipsOf(this.#entries, user).get(conversation)?.at ?? Number.POSITIVE_INFINITY)
    return recipient === user || (audience === 'single' && sender === user)
  }

  friends(user: UserId, since: number): Friend[] {
    const friends = new Map<UserId, Friend>()
    for (const { record } of this.#entries) {
      if (record.type !== 'friendship' || !record.members.includes(user)) continue
      const side = record.members[0] === user ? 0 : 1
      const friend = record.members[1 - side] ?? user
      friends.delete(friend)
      if (record.friends) friends.set(friend, { user, friend, remark: record.remarks[side], since: record.since })
    }
    return [...friends.values()].filter((friend) => friend.since >= since).sort((a, b) => a.since - b.since)
  }

  #listed(user: UserId, conversation: ConversationId, then: readonly Entry[], stamped: readonly Entry[]) {
    const joined = membershipsOf(then, user).get(conversation)
    const readMark = readMarkIn(then, conversation, user)
    const messages = messagesIn(then, conversation)
      .filter((message) => message.seq > (joined?.seq ?? 0))
      .flatMap((message) => this.#now(message, user) ?? [])
    const newest = messages.at(-1)
    if (!newest || newest.seq <= this.#removedAt(user, conversation)) return undefined
    const unread = messages.filter((message) => message.seq > readMark.seq && countsFor(message, user)).length
    const mates = newest.audience === 'single' && newest.recipient === user ? newest.sender : newest.recipient
    const stamps = stamped.map(({ record }) => record).filter((record) => enters(record, conversation, user))
    const { audience, app } = newest
    return {
      conversation,
      audience,
      peer: app ?? mates,
      stamp: Math.max(...stamps.map((record) => record.stamp)),
      readMark,
      unread,
      newest,
    }
  }

  /** The newest message that counts as unread for the user as of `position` and mentions him. */
  mentioned(user: UserId, conversation: ConversationId, position: Position): Pick<Message, 'seq' | 'seqId'> | undefined {
    const then = this.#until(position)
    const { seq: mark } = readMarkIn(then, conversation, user)
    const shown = messagesIn(then, conversation).flatMap((message) => this.#now(message, user) ?? [])
    const found = shown.findLast((message) => message.seq > mark && countsFor(message, user) && says(message, user))
    return found && { seq: found.seq, seqId: found.seqId }
  }

  #removedAt(user: UserId, conversation: ConversationId): number {
    return this.#entries.reduce((seq, { record }) => {
      const his = record.type === 'list-removal' && record.user === user && record.conversation === conversation
      return his ? Math.max(seq, record.seq) : seq
    }, 0)
  }

  /** As they are now, whatever the moment. */
  #attributes(user: UserId, conversation: ConversationId): Attributes {
    const own = this.#entries.flatMap(({ record }) =>
      record.type === 'conversation-attribute' && record.user === user && record.conversation === conversation ? [record] : [],
    )
    return new Map(own.map(({ name, value }) => [name, value]))
  }

  #until(position: Position): readonly Entry[] {
    return this.#entries.filter((entry) => entry.position <= position)
  }
}

function enters(record: Entry['record'], conversation: ConversationId, user: UserId): boolean {
  if (record.type === 'message') return record.conversation === conversation
  if (record.type === 'membership') return record.conversation === conversation && record.user === user && record.joined.at === record.stamp
  if (record.type === 'message-control') return record.conversation === conversation && (record.only ?? user) === user
  if (record.type !== 'read-mark' && record.type !== 'conversation-attribute' && record.type !== 'list-removal') return false
  return record.conversation === conversation && record.user === user
}

/** The groups that `user` is in at the end of `entries`, and where he joined them. */
function membershipsOf(entries: readonly Entry[], user: UserId): Map<ConversationId, Joining> {
  const joined = new Map<ConversationId, Joining>()
  for (const { record } of entries) {
    if (record.type === 'group' && record.dismissed) joined.delete(record.conversation)
    if (record.type !== 'membership' || record.user !== user) continue
    if (record.role === 'gone') joined.delete(record.conversation)
    else joined.set(record.conversation, record.joined)
  }
  return joined
}

function says({ links }: Message, user: UserId): boolean {
  return links?.mentions?.all === true || links?.mentions?.users.includes(user) === true
}

/** Of several controls of one message for the same readers the last stays. */
function keyOf({ conversation, target, only }: MessageControl): string {
  return `${conversation} ${target.seq} ${only}`
}

function countsFor({ counted, audience, sender, state }: Message, user: UserId): boolean {
  return counted && state !== 'revoked' && (audience === 'notice' || sender !== user)
}

function messagesIn(entries: readonly Entry[], conversation: ConversationId): Message[] {
  return entries.flatMap(({ record }) => (record.type === 'message' && record.conversation === conversation ? [plain(record)] : []))
}

/** Who joins a group has read what was there before him. */
function readMarkIn(entries: readonly Entry[], conversation: ConversationId, user: UserId): ReadMark {
  let mark = nothingRead
  for (const { record } of entries) {
    if (record.type === 'read-mark' && record.conversation === conversation && record.user === user) mark = record
  }
  const joined = membershipsOf(entries, user).get(conversation)
  const { seq, seqId } = joined !== undefined && joined.seq > mark.seq ? joined : mark
  return { seq, seqId }
}

/** A message without what only its record has. */
export function plain(message: Message): Message {
  const { type: _, stamp: __, ...rest } = message as MessageRecord // as: a record or a message, which lacks both
  return rest
}

export function plainItem(item: ListedConversation): ListedConversation {
  return { ...item, newest: item.newest && plain(item.newest) }
}

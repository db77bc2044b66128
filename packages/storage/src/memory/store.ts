import {
  type ConversationAttributeRecord,
  type ConversationId,
  countedForReader,
  type Entry,
  type Friend,
  type HistoryPageQuery,
  isSingle,
  type JournalRecord,
  type Message,
  type MessageRecord,
  type Position,
  type ReadMark,
  type Stamp,
  type UserId,
} from '@magpie-im/model'
import type { ConversationRow, ConversationRows, ConversationRowsQuery, Snapshot, Store } from '../engine.ts'
import { friendsOf } from '../record-facts.ts'
import { MemoryGroups } from './groups.ts'

interface Member {
  peer: UserId
  stamp: Stamp
  readMark: ReadMark
}

/** The read model in memory, for tests: the plainest thing that passes the suites. */
export class MemoryStore implements Store {
  #watermark: Position = 0
  readonly #messages = new Map<ConversationId, Message[]>()
  readonly #members = new Map<UserId, Map<ConversationId, Member>>()
  readonly #friends = new Map<UserId, Map<UserId, Friend>>()
  readonly #attributes = new Map<UserId, Map<ConversationId, Map<string, string>>>()
  readonly #groups = new MemoryGroups(this.#messages)

  get watermark(): Position {
    return this.#watermark
  }

  async apply(entries: readonly Entry[], end: Position): Promise<void> {
    for (const { record } of entries) this.#apply(record)
    this.#watermark = end
  }

  async conversations(query: ConversationRowsQuery): Promise<Snapshot<ConversationRows>> {
    const page: ConversationRows['page'][number][] = []
    const apart: ConversationRow[] = []
    for (const [conversation, member] of this.#members.get(query.user) ?? []) {
      const row = this.#row(conversation, member, query)
      if (row && query.apart.has(conversation)) apart.push(row)
      else if (row?.newest && member.stamp > query.after) page.push({ ...row, newest: row.newest })
    }
    for (const row of this.#groups.rows(query)) {
      if (query.apart.has(row.conversation)) apart.push(row)
      else if (row.newest && row.stamp > query.after) page.push({ ...row, newest: row.newest })
    }
    const first = page.sort((a, b) => a.stamp - b.stamp).slice(0, query.limit)
    const own = this.#attributes.get(query.user) ?? new Map<ConversationId, Map<string, string>>()
    const wanted = new Set([...query.apart, ...first.map((row) => row.conversation)])
    const attributes = new Map([...own].filter(([conversation]) => wanted.has(conversation)).map(([id, all]) => [id, new Map(all)]))
    return this.#snapshot({ page: first, apart, attributes })
  }

  async messages({ conversation, upTo, above = 0, limit }: HistoryPageQuery): Promise<Snapshot<readonly Message[]>> {
    const found = (this.#messages.get(conversation) ?? []).filter(({ seqId }) => seqId <= upTo && seqId > above)
    return this.#snapshot(found.reverse().slice(0, limit))
  }

  async friends(query: { readonly user: UserId; readonly since: Stamp }): Promise<Snapshot<readonly Friend[]>> {
    const found = [...(this.#friends.get(query.user)?.values() ?? [])].filter((friend) => friend.since >= query.since)
    return this.#snapshot(found.sort((a, b) => a.since - b.since))
  }

  async close(): Promise<void> {
    this.#messages.clear()
  }

  #snapshot<T>(found: T): Snapshot<T> {
    return { watermark: this.#watermark, found }
  }

  #row(conversation: ConversationId, member: Member, query: ConversationRowsQuery): ConversationRow | undefined {
    const newest = this.#upTo(conversation, query.newest.get(conversation) ?? Number.POSITIVE_INFINITY)
    if (!newest) return undefined
    const readMark = query.readMarks.get(conversation) ?? member.readMark
    const atMark = this.#upTo(conversation, readMark.seq)
    const countedAtMark = atMark ? countedForReader(atMark, query.user) : 0
    const ownAtNewest = newest.ordinal - countedForReader(newest, query.user)
    const { peer, stamp } = member
    return { conversation, audience: 'single', peer, stamp, readMark, countedAtMark, ownAtNewest, joinedSeq: 0, newest }
  }

  #upTo(conversation: ConversationId, seq: number): Message | undefined {
    return this.#messages.get(conversation)?.findLast((message) => message.seq <= seq)
  }

  #apply(record: JournalRecord): void {
    if (record.type === 'message') this.#putMessage(record)
    if (record.type === 'conversation-attribute') this.#putAttribute(record)
    this.#groups.apply(record)
    if (record.type === 'read-mark') {
      const member = this.#members.get(record.user)?.get(record.conversation)
      if (!member || record.seq <= member.readMark.seq) return
      member.readMark = { seq: record.seq, seqId: record.seqId }
      member.stamp = Math.max(member.stamp, record.stamp)
    }
    if (record.type !== 'friendship') return
    for (const side of friendsOf(record)) {
      const friends = entry(this.#friends, side.user, () => new Map<UserId, Friend>())
      if (record.friends) friends.set(side.friend, side)
      else friends.delete(side.friend)
    }
  }

  #putMessage({ type: _, stamp, ...message }: MessageRecord): void {
    const known = entry(this.#messages, message.conversation, () => [])
    const at = known.findIndex(({ seq }) => seq >= message.seq)
    if (at < 0) known.push(message)
    else known.splice(at, known[at]?.seq === message.seq ? 1 : 0, message)
    if (!isSingle(message)) return
    this.#touch(message.sender, message.recipient, message.conversation, stamp)
    this.#touch(message.recipient, message.sender, message.conversation, stamp)
  }

  #putAttribute({ user, conversation, name, value, stamp }: ConversationAttributeRecord): void {
    const own = entry(this.#attributes, user, () => new Map<ConversationId, Map<string, string>>())
    entry(own, conversation, () => new Map<string, string>()).set(name, value)
    const member = this.#members.get(user)?.get(conversation)
    if (member) member.stamp = Math.max(member.stamp, stamp)
  }

  #touch(user: UserId, peer: UserId, conversation: ConversationId, stamp: Stamp): void {
    const conversations = entry(this.#members, user, () => new Map<ConversationId, Member>())
    const member = entry(conversations, conversation, () => ({ peer, stamp, readMark: { seq: 0, seqId: 0 } }))
    member.stamp = Math.max(member.stamp, stamp)
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

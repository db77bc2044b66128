import {
  type AudienceKind,
  type Audited,
  type ConversationAttributeRecord,
  type ConversationId,
  countedForReader,
  type Entry,
  type Friend,
  type FriendshipRecord,
  type HistoryPageQuery,
  type JournalRecord,
  type KnownDevice,
  type ListedConversation,
  type ListRemovalRecord,
  type MentioningMessage,
  type Message,
  type MessageRecord,
  type PeriodStatistics,
  type Position,
  type PriorityEntry,
  type ReadMark,
  type ReadMarkRecord,
  type SignIn,
  type SignInsQuery,
  type Stamp,
  type StatisticsQuery,
  type UserId,
} from '@magpie-im/model'
import {
  type ConversationRow,
  type ConversationRows,
  type ConversationRowsQuery,
  isListed,
  type PriorityRows,
  type PriorityRowsQuery,
  type ReadEngine,
  type Snapshot,
  type Store,
} from '../engine.ts'
import { mentions } from '../mention-facts.ts'
import { friendsOf, peerOf, usersOf } from '../record-facts.ts'
import { MemoryAccounts } from './accounts.ts'
import { MemoryAnnotations } from './annotations.ts'
import { MemoryFiles } from './files.ts'
import { MemoryGroups } from './groups.ts'
import { MemoryMessages } from './messages.ts'

interface Member {
  readonly audience: AudienceKind
  readonly peer: ListedConversation['peer']
  stamp: Stamp
  readMark: ReadMark
  removedSeq: number
}

/** The read model in memory, for tests: the plainest thing that passes the suites. */
export class MemoryStore implements Store {
  #watermark: Position = 0
  readonly #messages = new MemoryMessages()
  readonly #members = new Map<UserId, Map<ConversationId, Member>>()
  readonly #friends = new Map<UserId, Map<UserId, Friend>>()
  readonly #attributes = new Map<UserId, Map<ConversationId, Map<string, string>>>()
  readonly #groups = new MemoryGroups(this.#messages)
  readonly #accounts = new MemoryAccounts()
  readonly #files = new MemoryFiles()
  readonly #annotations = new MemoryAnnotations()

  get watermark(): Position {
    return this.#watermark
  }

  async apply(entries: readonly Entry[], end: Position): Promise<void> {
    for (const entry of entries) {
      this.#apply(entry.record)
      this.#accounts.apply(entry)
      this.#files.apply(entry.record)
      this.#annotations.apply(entry.record)
    }
    this.#watermark = end
  }

  async conversations(query: ConversationRowsQuery): Promise<Snapshot<ConversationRows>> {
    const own = [...(this.#members.get(query.user) ?? [])].map(([conversation, member]) => this.#row(conversation, member, query))
    const rows = [...own, ...this.#groups.rows(query)]
    const apart = rows.filter((row) => query.apart.has(row.conversation))
    const page = rows.filter((row) => !query.apart.has(row.conversation) && row.stamp > query.after).filter(isListed)
    const first = page.sort((a, b) => a.stamp - b.stamp).slice(0, query.limit)
    const wanted = new Set([...query.apart.keys(), ...first.map((row) => row.conversation)])
    const kept = [...(this.#attributes.get(query.user) ?? [])].filter(([conversation]) => wanted.has(conversation))
    const attributes = new Map(kept.map(([id, all]) => [id, new Map(all)]))
    return this.#snapshot({ page: first, apart, attributes })
  }

  async messages({ conversation, reader, upTo, above = 0, limit, ...seqs }: HistoryPageQuery): Promise<Snapshot<readonly Message[]>> {
    const { seqAbove = 0, seqBelow = Number.MAX_SAFE_INTEGER, oldestFirst = false } = seqs
    const shown = this.#messages.shownTo(reader, conversation).filter(({ seqId }) => seqId <= upTo && seqId > above)
    const found = shown.filter(({ seq }) => seq > seqAbove && seq < seqBelow)
    return this.#snapshot((oldestFirst ? found : found.reverse()).slice(0, limit))
  }

  async friends(query: { readonly user: UserId; readonly since: Stamp }): Promise<Snapshot<readonly Friend[]>> {
    const found = [...(this.#friends.get(query.user)?.values() ?? [])].filter((friend) => friend.since >= query.since)
    return this.#snapshot(found.sort((a, b) => a.since - b.since))
  }

  async priority({
    user,
    after,
    limit,
    newestFirst,
    groups,
    controlled,
    floors,
    since,
  }: PriorityRowsQuery): Promise<Snapshot<PriorityRows>> {
    const joined = this.#groups.joined(user)
    const pairs = [...(this.#members.get(user)?.keys() ?? [])].map((conversation) => [conversation, 0] as const)
    const entries = [...pairs, ...joined].flatMap(([conversation, joinedAt]) => {
      const above = Math.max(after, joinedAt, since.get(conversation) ?? 0)
      const told = this.#messages.priority(conversation, user, floors.get(conversation) ?? 0)
      return told.filter((entry) => entry.stamp > above && seqIdOf(entry) > joinedAt)
    })
    const sign = newestFirst ? -1 : 1
    const fates = Array.from(
      controlled,
      ([conversation, asked]) => [conversation, this.#messages.fatesForAll(conversation, asked)] as const,
    )
    return this.#snapshot({
      entries: entries.sort((a, b) => sign * (a.stamp - b.stamp)).slice(0, limit),
      joinedAt: new Map([...joined].filter(([conversation]) => groups.has(conversation))),
      fates: new Map(fates),
    })
  }

  async signIns(query: SignInsQuery): Promise<Snapshot<readonly SignIn[]>> {
    return this.#snapshot(this.#accounts.signIns(query))
  }

  async devices({ user }: { readonly user: UserId }): Promise<Snapshot<readonly KnownDevice[]>> {
    return this.#snapshot(this.#accounts.devices(user))
  }

  async audited(query: { readonly before: Stamp; readonly limit: number }): Promise<Snapshot<readonly Audited[]>> {
    return this.#snapshot(this.#accounts.audited(query))
  }

  async statistics(query: StatisticsQuery): Promise<Snapshot<readonly PeriodStatistics[]>> {
    return this.#snapshot(this.#accounts.statistics(query))
  }

  async file(wanted: Parameters<ReadEngine['file']>[0]): ReturnType<ReadEngine['file']> {
    return this.#snapshot(this.#files.file(wanted))
  }

  async fileUses(wanted: Parameters<ReadEngine['fileUses']>[0]): ReturnType<ReadEngine['fileUses']> {
    return this.#snapshot(this.#files.fileUses(wanted))
  }

  async uploaded(wanted: Parameters<ReadEngine['uploaded']>[0]): ReturnType<ReadEngine['uploaded']> {
    return this.#snapshot(this.#files.uploaded(wanted))
  }

  async files(wanted: Parameters<ReadEngine['files']>[0]): ReturnType<ReadEngine['files']> {
    return this.#snapshot(this.#files.files(wanted))
  }

  async reactionCounts(wanted: Parameters<ReadEngine['reactionCounts']>[0]): ReturnType<ReadEngine['reactionCounts']> {
    return this.#snapshot(this.#annotations.reactionCounts(wanted))
  }

  async reactions(wanted: Parameters<ReadEngine['reactions']>[0]): ReturnType<ReadEngine['reactions']> {
    return this.#snapshot(this.#annotations.reactions(wanted))
  }

  async pins(wanted: Parameters<ReadEngine['pins']>[0]): ReturnType<ReadEngine['pins']> {
    return this.#snapshot(this.#annotations.pins(wanted))
  }

  async mentions({ reader, parts }: Parameters<ReadEngine['mentions']>[0]): ReturnType<ReadEngine['mentions']> {
    const newest = new Map<ConversationId, MentioningMessage>()
    for (const { conversation, above, upTo, known, overruled } of parts) {
      const shown = this.#messages.shownTo(reader, conversation).filter(({ seq }) => seq > above && seq <= upTo)
      const isMention = (message: Message) => !overruled.has(message.seq) && mentions(message, reader)
      const left = known.filter(({ seq }) => !this.#messages.isDeletedFor(reader, conversation, seq))
      const last = [...shown.filter(isMention), ...left].sort((a, b) => a.seq - b.seq).at(-1)
      if (last) newest.set(conversation, { seq: last.seq, seqId: last.seqId })
    }
    return this.#snapshot(newest)
  }

  async close(): Promise<void> {
    this.#members.clear()
  }

  #snapshot<T>(found: T): Snapshot<T> {
    return { watermark: this.#watermark, found }
  }

  #row(conversation: ConversationId, member: Member, query: ConversationRowsQuery): ConversationRow {
    const { audience, peer, stamp, removedSeq } = member
    const readMark = query.readMarks.get(conversation) ?? member.readMark
    const floor = this.#messages.floor(conversation, query)
    const counts = Math.max(floor, readMark.seq)
    const found = this.#messages.row(conversation, query, { counts, shows: floor })
    const counted = (message: Message | undefined) => (message ? countedForReader(message, query.user) : 0)
    const last = this.#messages.upTo(conversation, found.lastSeq)
    return {
      ...{ conversation, audience, peer, stamp, readMark, floor, removedSeq, joinedSeq: 0 },
      ...found,
      countedAtLast: counted(last),
      ownAtLast: (last?.ordinal ?? 0) - counted(last),
      countedAtMark: counted(this.#messages.upTo(conversation, counts)),
    }
  }

  #apply(record: JournalRecord): void {
    this.#groups.apply(record)
    switch (record.type) {
      case 'message':
        this.#messages.put(record)
        for (const user of usersOf(record)) this.#touch(user, record)
        break
      case 'message-control':
        this.#messages.control(record)
        for (const user of record.only === undefined ? usersOf(record.target) : [record.only]) this.#moved(user, record)
        break
      case 'expiry':
        this.#messages.expire(record)
        break
      case 'conversation-attribute':
        this.#putAttribute(record)
        break
      case 'list-removal':
        this.#remove(record)
        break
      case 'read-mark':
        this.#markRead(record)
        break
      case 'friendship':
        this.#putFriendship(record)
        break
    }
  }

  #markRead({ user, conversation, seq, seqId, stamp }: ReadMarkRecord): void {
    const member = this.#members.get(user)?.get(conversation)
    if (!member || seq <= member.readMark.seq) return
    member.readMark = { seq, seqId }
    this.#moved(user, { conversation, stamp })
  }

  #remove({ user, conversation, seq, stamp }: ListRemovalRecord): void {
    const member = this.#members.get(user)?.get(conversation)
    if (member) member.removedSeq = Math.max(member.removedSeq, seq)
    this.#moved(user, { conversation, stamp })
  }

  #putFriendship(record: FriendshipRecord): void {
    for (const side of friendsOf(record)) {
      const friends = entry(this.#friends, side.user, () => new Map<UserId, Friend>())
      if (record.friends) friends.set(side.friend, side)
      else friends.delete(side.friend)
    }
  }

  #putAttribute({ user, conversation, name, value, stamp }: ConversationAttributeRecord): void {
    const own = entry(this.#attributes, user, () => new Map<ConversationId, Map<string, string>>())
    entry(own, conversation, () => new Map<string, string>()).set(name, value)
    this.#moved(user, { conversation, stamp })
  }

  /** A message brings its conversation into a list. */
  #touch(user: UserId, message: MessageRecord): void {
    const { conversation, audience } = message
    const conversations = entry(this.#members, user, () => new Map<ConversationId, Member>())
    const begin = () => ({ audience, peer: peerOf(message, user), stamp: 0, readMark: { seq: 0, seqId: 0 }, removedSeq: 0 })
    entry(conversations, conversation, begin)
    this.#moved(user, message)
  }

  #moved(user: UserId, { conversation, stamp }: { readonly conversation: ConversationId; readonly stamp: Stamp }): void {
    const member = this.#members.get(user)?.get(conversation)
    if (member) member.stamp = Math.max(member.stamp, stamp)
  }
}

/** Of the message it is about. */
function seqIdOf(entry: PriorityEntry): number {
  return entry.kind === 'message' ? entry.message.seqId : entry.control.target.seqId
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

import {
  type Annotations,
  type Audited,
  type AuditLog,
  type ConversationList,
  type ConversationListQuery,
  type Devices,
  type Entry,
  type Files,
  type Friend,
  type FriendList,
  type HistoryPageQuery,
  ImError,
  type KnownDevice,
  type ListedConversation,
  type Message,
  type MessageHistory,
  type Position,
  type PriorityMessages,
  type SignIn,
  type SignIns,
  type SignInsQuery,
  type Stamp,
  type Statistics,
  type UnreadMentions,
  type UserId,
} from '@magpie-im/model'
import { AnnotationReads } from './annotation-reads.ts'
import { ControlOverlay } from './control-overlay.ts'
import { mostDevices, type ReadEngine, type Snapshot } from './engine.ts'
import { FileReads } from './file-reads.ts'
import { MentionReads } from './mention-reads.ts'
import { ListOverlay } from './overlay.ts'
import { PriorityOverlay } from './priority-overlay.ts'
import { auditedOf, deviceOf, friendsOf, signInOf, wide } from './record-facts.ts'
import type { Tail, TailReader } from './tail.ts'
import type { TailedReads } from './tailed-reads.ts'

type Read<T> = (tail: TailReader) => Promise<T>

/** Answers from one snapshot of the engine and the durable tail above it. */
export class ReadModel {
  readonly #engine: ReadEngine
  readonly #tail: Tail
  readonly conversations: ConversationList = { list: (query) => this.#read((tail) => this.#list(query, tail)) }
  readonly history: MessageHistory = { page: (query) => this.#read((tail) => this.#page(query, tail)) }
  readonly friends: FriendList = { list: (query) => this.#read((tail) => this.#friends(query, tail)) }

  readonly priority: PriorityMessages = {
    list: ({ user, after, notBefore, limit }) =>
      this.#read((tail) => this.#priority({ user, after: Math.max(after, notBefore - 1), limit, newestFirst: false }, tail)),
    newest: ({ user, notBefore, limit }) =>
      this.#read((tail) => this.#priority({ user, after: notBefore - 1, limit, newestFirst: true }, tail)),
  }
  readonly signIns: SignIns = { list: (query) => this.#read((tail) => this.#signIns(query, tail)) }
  readonly devices: Devices = { list: (user) => this.#read((tail) => this.#devices(user, tail)) }
  readonly auditLog: AuditLog = { list: (query) => this.#read((tail) => this.#audited(query, tail)) }
  readonly statistics: Statistics = {
    read: (query) => this.#read(async () => this.#checked(await this.#engine.statistics(query)).found),
  }

  readonly files: Files
  readonly annotations: Annotations
  readonly unreadMentions: UnreadMentions

  constructor(options: { readonly engine: ReadEngine; readonly tail: Tail }) {
    this.#engine = options.engine
    this.#tail = options.tail
    const reads: TailedReads = {
      engine: options.engine,
      read: <T>(read: Read<T>) => this.#read(read),
      checked: <T>(snapshot: Snapshot<T>) => this.#checked(snapshot),
      watermark: () => this.#tail.watermark,
    }
    this.files = new FileReads(reads)
    this.annotations = new AnnotationReads(reads)
    this.unreadMentions = new MentionReads(reads)
  }

  /** Whether reads are answered: the tail begins where the engine ends, or earlier. */
  get ready(): boolean {
    return this.#tail.covers(this.#tail.watermark)
  }

  async #read<T>(read: Read<T>): Promise<T> {
    if (!this.ready) throw new ImError('NotReady')
    using tail = this.#tail.read()
    return await read(tail)
  }

  async #list({ user, after, limit, asOf }: ConversationListQuery, tail: TailReader) {
    const since = this.#tail.watermark
    const own = tail.entriesOf(user, since)
    const wideOnes = tail.entriesOf(wide.groups, since)
    // Without a turn of the event loop, `asOf` and the engine's snapshot are of one moment, even if `asOf` is a copy.
    const entries = own instanceof Promise ? await own : own
    const ofGroups = wideOnes instanceof Promise ? await wideOnes : wideOnes
    const overlay = new ListOverlay(user, asOf, { entries, ofGroups })
    const groups = tail.groups(since)
    const { newest, stamp: moment } = asOf
    const { readMarks, touched } = overlay
    const { controlled, floors } = overlay.controls
    const apart = touched
    for (const group of groups) apart.set(group, 0)
    const query = { user, after, limit: limit + 1, moment, newest, readMarks, apart, controlled, floors }
    const { watermark, found: rows } = this.#checked(await this.#engine.conversations(query))
    for (const group of overlay.groupsOf(groups, rows.apart)) overlay.addGroup(group, await tail.entriesOf(group, watermark))
    const { unchanged, changed } = overlay.apply(rows)
    const items = [...unchanged, ...changed.filter((item) => item.stamp > after)].sort(byStamp)
    return { items: items.slice(0, limit), more: items.length > limit }
  }

  async #page(query: HistoryPageQuery, tail: TailReader): Promise<readonly Message[]> {
    const { conversation, reader, limit } = query
    const entries = await tail.entriesOf(conversation, this.#tail.watermark)
    const overlay = new ControlOverlay(reader, entries)
    const above = Math.max(query.above ?? 0, overlay.floorOf(conversation))
    const deleted = overlay.of(conversation).size
    const { watermark, found } = this.#checked(await this.#engine.messages({ ...query, above, limit: limit + deleted }))
    const page: Message[] = []
    const inOrder = query.oldestFirst ? oldestFirst : newestFirst
    for (const message of inOrder(entries, watermark, found)) {
      if (page.length === limit) break
      const shown = isAsked(message, { ...query, above }) ? overlay.shown(message) : undefined
      if (shown) page.push(shown)
    }
    return page
  }

  async #friends(query: { readonly user: UserId; readonly since: Stamp }, tail: TailReader): Promise<readonly Friend[]> {
    const { watermark, found } = this.#checked(await this.#engine.friends(query))
    const friends = new Map(found.map((friend) => [friend.friend, friend]))
    for (const { record } of await tail.entriesOf(query.user, watermark)) {
      if (record.type !== 'friendship') continue
      for (const side of friendsOf(record)) {
        if (side.user !== query.user) continue
        friends.delete(side.friend)
        if (record.friends && side.since >= query.since) friends.set(side.friend, side)
      }
    }
    return [...friends.values()].sort((a, b) => a.since - b.since)
  }

  async #priority(wanted: Parameters<PriorityOverlay['apply']>[1], tail: TailReader) {
    const since = this.#tail.watermark
    const [own, ofGroups] = await Promise.all([tail.entriesOf(wanted.user, since), tail.entriesOf(wide.groups, since)])
    const overlay = new PriorityOverlay(wanted.user, [...own, ...ofGroups].sort(byPosition))
    return overlay.apply(this.#checked(await this.#engine.priority(overlay.query(wanted))).found, wanted)
  }

  async #signIns(query: SignInsQuery, tail: TailReader): Promise<readonly SignIn[]> {
    const { watermark, found } = this.#checked(await this.#engine.signIns(query))
    const entries = await tail.entriesOf(query.user ?? wide.signIns, watermark)
    const newer = entries.flatMap(({ record }) => (record.type === 'sign-in' && record.stamp < query.before ? [signInOf(record)] : []))
    return [...newer.reverse(), ...found].slice(0, query.limit)
  }

  async #devices(user: UserId, tail: TailReader): Promise<readonly KnownDevice[]> {
    const { watermark, found } = this.#checked(await this.#engine.devices({ user }))
    const entries = await tail.entriesOf(user, watermark)
    const newer = entries.flatMap(({ record }) => (record.type === 'sign-in' && record.result === 'ok' ? [deviceOf(record)] : []))
    const last = new Map<string, KnownDevice>()
    for (const known of [...newer.reverse(), ...found]) {
      const key = `${known.device.type} ${known.device.id}`
      if (!last.has(key)) last.set(key, known)
    }
    return [...last.values()].slice(0, mostDevices)
  }

  async #audited(query: { readonly before: Stamp; readonly limit: number }, tail: TailReader): Promise<readonly Audited[]> {
    const { watermark, found } = this.#checked(await this.#engine.audited(query))
    const entries = await tail.entriesOf(wide.audit, watermark)
    const newer = entries.flatMap(({ record }) => (record.type === 'audit' && record.stamp < query.before ? [auditedOf(record)] : []))
    return [...newer.reverse(), ...found].slice(0, query.limit)
  }

  /** A store that was rebuilt meanwhile may be behind the tail. */
  #checked<T>(snapshot: Snapshot<T>): Snapshot<T> {
    if (!this.#tail.covers(snapshot.watermark)) throw new ImError('NotReady')
    return snapshot
  }
}

/** The messages of the tail that a snapshot has not, and behind them its own. */
function* newestFirst(entries: readonly Entry[], watermark: Position, found: readonly Message[]): Iterable<Message> {
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at]
    if (entry === undefined || entry.position < watermark) break
    if (entry.record.type === 'message') yield entry.record
  }
  yield* found
}

/** The same the other way round. */
function* oldestFirst(entries: readonly Entry[], watermark: Position, found: readonly Message[]): Iterable<Message> {
  yield* found
  for (const { position, record } of entries) if (position >= watermark && record.type === 'message') yield record
}

function isAsked({ seq, seqId }: Message, { upTo, above = 0, ...seqs }: HistoryPageQuery): boolean {
  const { seqAbove = 0, seqBelow = Number.MAX_SAFE_INTEGER } = seqs
  return seqId <= upTo && seqId > above && seq > seqAbove && seq < seqBelow
}

function byStamp(a: ListedConversation, b: ListedConversation): number {
  return a.stamp - b.stamp
}

function byPosition(a: Entry, b: Entry): number {
  return a.position - b.position
}

import {
  type ConversationList,
  type ConversationListQuery,
  type Entry,
  type Friend,
  type FriendList,
  type HistoryPageQuery,
  ImError,
  type ListedConversation,
  type Message,
  type MessageHistory,
  type Stamp,
  type UserId,
} from '@magpie-im/model'
import { ControlOverlay } from './control-overlay.ts'
import type { ReadEngine, Snapshot } from './engine.ts'
import { ListOverlay } from './overlay.ts'
import { friendsOf, wide } from './record-facts.ts'
import type { Tail, TailReader } from './tail.ts'

type Read<T> = (tail: TailReader) => Promise<T>

/** Answers from one snapshot of the engine and the durable tail above it. */
export class ReadModel {
  readonly #engine: ReadEngine
  readonly #tail: Tail
  readonly conversations: ConversationList = { list: (query) => this.#read((tail) => this.#list(query, tail)) }
  readonly history: MessageHistory = { page: (query) => this.#read((tail) => this.#page(query, tail)) }
  readonly friends: FriendList = { list: (query) => this.#read((tail) => this.#friends(query, tail)) }

  constructor(options: { readonly engine: ReadEngine; readonly tail: Tail }) {
    this.#engine = options.engine
    this.#tail = options.tail
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
    const apart = new Set([...touched, ...groups])
    const query = { user, after, limit: limit + 1, moment, newest, readMarks, apart, controlled, floors }
    const { watermark, found: rows } = this.#checked(await this.#engine.conversations(query))
    for (const group of overlay.groupsOf(groups, rows.apart)) overlay.addGroup(group, await tail.entriesOf(group, watermark))
    const { unchanged, changed } = overlay.apply(rows)
    const items = [...unchanged, ...changed.filter((item) => item.stamp > after)].sort(byStamp)
    return { items: items.slice(0, limit), more: items.length > limit }
  }

  async #page(query: HistoryPageQuery, tail: TailReader): Promise<readonly Message[]> {
    const { conversation, reader, upTo, limit } = query
    const entries = await tail.entriesOf(conversation, this.#tail.watermark)
    const overlay = new ControlOverlay(reader, entries)
    const above = Math.max(query.above ?? 0, overlay.floorOf(conversation))
    const deleted = overlay.of(conversation).size
    const { watermark, found } = this.#checked(await this.#engine.messages({ ...query, above, limit: limit + deleted }))
    const later = messagesOf(entries.filter(({ position }) => position >= watermark))
    const newer = later.filter(({ seqId }) => seqId <= upTo && seqId > above)
    return [...newer.reverse(), ...found].flatMap((message) => overlay.shown(message) ?? []).slice(0, limit)
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

  /** A store that was rebuilt meanwhile may be behind the tail. */
  #checked<T>(snapshot: Snapshot<T>): Snapshot<T> {
    if (!this.#tail.covers(snapshot.watermark)) throw new ImError('NotReady')
    return snapshot
  }
}

function messagesOf(entries: readonly Entry[]): Message[] {
  return entries.flatMap(({ record }) => (record.type === 'message' ? [record] : []))
}

function byStamp(a: ListedConversation, b: ListedConversation): number {
  return a.stamp - b.stamp
}

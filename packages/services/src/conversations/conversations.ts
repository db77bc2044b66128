import {
  type Attribute,
  type ConversationId,
  type ConversationRecord,
  type FriendAttributeRecord,
  type FriendshipRecord,
  type JournalRecord,
  type MessageRecord,
  pairKey,
  pairOf,
  type Stamps,
  type UserId,
} from '@magpie-im/model'
import type { Change } from '../commit.ts'
import type { Epochs } from '../epochs.ts'
import type { ConversationIds, Numbering } from './conversation-ids.ts'
import { expiryOf } from './expiry.ts'
import { marksOf } from './marks.ts'
import { noRemarks, nothingKept, Pair, type Side } from './pair.ts'

/** All conversations of two, by number and by their members. */
export class Conversations {
  readonly #byId = new Map<ConversationId, Pair>()
  readonly #byPair = new Map<string, Pair>()
  /** Of who has any. */
  readonly #friendCounts = new Map<UserId, number>()
  readonly #stamps: Stamps
  readonly #ids: ConversationIds
  readonly #epochs: Epochs

  constructor({ stamps, ids, epochs }: Numbering) {
    this.#stamps = stamps
    this.#ids = ids
    this.#epochs = epochs
  }

  get size(): number {
    return this.#byId.size
  }

  find(a: UserId, b: UserId): Pair | undefined {
    return this.#byPair.get(pairKey(a, b))
  }

  friendCountOf(user: UserId): number {
    return this.#friendCounts.get(user) ?? 0
  }

  byId(id: ConversationId): Pair | undefined {
    return this.#byId.get(id)
  }

  all(): Iterable<Pair> {
    return this.#byId.values()
  }

  /** A conversation for two users who have none yet, and the change that begins it. */
  begin(a: UserId, b: UserId): { pair: Pair; change: Change } {
    const pair = new Pair(this.#ids.next(), pairOf(a, b), this.#epochs)
    const change = {
      record: this.#record(pair),
      apply: () => this.#add(pair),
      undo: () => {
        this.#byId.delete(pair.id)
        this.#byPair.delete(pairKey(a, b))
      },
    }
    return { pair, change }
  }

  befriend(pair: Pair, remarks: readonly [string, string]): Change {
    const { friends, remarks: remarksBefore, since } = pair
    const stamp = this.#stamps.next()
    const record = {
      type: 'friendship',
      stamp,
      conversation: pair.id,
      members: pair.members,
      friends: true,
      remarks,
      since: friends ? since : stamp,
    } as const
    return {
      record,
      apply: () => this.#set(pair, { friends: true, remarks, since: record.since }),
      undo: () => this.#set(pair, { friends, remarks: remarksBefore, since }),
    }
  }

  /** Friends no more, for both; what they called each other and kept about each other is gone. */
  unfriend(pair: Pair): Change {
    const { id: conversation, members, friends, remarks, since, attributes } = pair
    const none = { friends: false, remarks: noRemarks, since: 0 } as const
    return {
      record: { type: 'friendship', stamp: this.#stamps.next(), conversation, members, ...none },
      apply: () => this.#set(pair, { ...none, attributes: nothingKept }),
      undo: () => this.#set(pair, { friends, remarks, since, attributes }),
    }
  }

  keepAboutFriend(pair: Pair, side: Side, { name, value }: Attribute): Change {
    const { id: conversation, members, attributes } = pair
    return {
      record: { type: 'friend-attribute', stamp: this.#stamps.next(), conversation, user: members[side], name, value },
      apply: () => void Object.assign(pair, { attributes: pair.attributesWith(side, { name, value }) }),
      undo: () => void Object.assign(pair, { attributes }),
    }
  }

  restoreConversation(record: ConversationRecord): void {
    const pair = this.#byId.get(record.conversation) ?? new Pair(record.conversation, record.members, this.#epochs)
    pair.restore({ seq: record.lastSeq, seqId: record.lastSeqId }, record.ordinals)
    this.#ids.observe(record.conversation)
    this.#add(pair)
  }

  restoreFriendship(record: FriendshipRecord): void {
    const { conversation, friends, remarks, since } = record
    this.#set(this.#get(conversation), { friends, remarks, since, ...(!friends && { attributes: nothingKept }) })
  }

  restoreFriendAttribute(record: FriendAttributeRecord): void {
    const pair = this.#get(record.conversation)
    pair.attributes = pair.attributesWith(pair.side(record.user), record)
  }

  restoreMessage({ conversation, sender, seq, seqId, senderOrdinal, ordinal }: MessageRecord): void {
    const pair = this.#get(conversation)
    const others = ordinal - senderOrdinal
    pair.restore({ seq, seqId }, pair.side(sender) === 0 ? [senderOrdinal, others] : [others, senderOrdinal])
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const pair of this.#byId.values()) {
      yield this.#record(pair)
      yield* expiryOf(pair, this.#stamps)
      if (pair.since > 0) yield this.#friendship(pair)
      for (const side of [0, 1] as const) {
        yield* this.#friendAttributes(pair, side)
        yield* marksOf(pair, pair.members[side], this.#stamps)
      }
    }
  }

  #record(pair: Pair): ConversationRecord {
    const { id: conversation, members, last } = pair
    const ordinals = [pair.ordinals[0], pair.ordinals[1]] as const
    return { type: 'conversation', stamp: this.#stamps.next(), conversation, members, lastSeq: last.seq, lastSeqId: last.seqId, ordinals }
  }

  #friendship(pair: Pair): FriendshipRecord {
    const { id: conversation, members, friends, remarks, since } = pair
    return { type: 'friendship', stamp: this.#stamps.next(), conversation, members, friends, remarks, since }
  }

  *#friendAttributes({ id: conversation, members, attributes }: Pair, side: Side): Iterable<FriendAttributeRecord> {
    for (const [name, value] of attributes[side]) {
      yield { type: 'friend-attribute', stamp: this.#stamps.next(), conversation, user: members[side], name, value }
    }
  }

  #set(pair: Pair, friendship: Pick<Pair, 'friends' | 'remarks' | 'since'> & Partial<Pick<Pair, 'attributes'>>): void {
    if (friendship.friends !== pair.friends) for (const user of pair.members) this.#countFriend(user, friendship.friends ? 1 : -1)
    Object.assign(pair, friendship)
  }

  #countFriend(user: UserId, change: 1 | -1): void {
    const count = this.friendCountOf(user) + change
    if (count === 0) this.#friendCounts.delete(user)
    else this.#friendCounts.set(user, count)
  }

  #add(pair: Pair): void {
    this.#byId.set(pair.id, pair)
    this.#byPair.set(pairKey(...pair.members), pair)
  }

  #get(id: ConversationId): Pair {
    const pair = this.#byId.get(id)
    if (pair === undefined) throw new Error(`the journal names conversation ${id} before it begins`)
    return pair
  }
}

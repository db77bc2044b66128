import {
  type ConversationId,
  type Group,
  type GroupId,
  type GroupRecord,
  ImError,
  isGroupId,
  type JournalRecord,
  type Member,
  type MembershipRecord,
  type MessageRecord,
  type Role,
  type Stamps,
  type Subscription,
  type UserId,
} from '@magpie-im/model'
import type { Change } from '../commit.ts'
import type { ConversationIds, Numbering } from '../conversations/conversation-ids.ts'
import { expiryOf } from '../conversations/expiry.ts'
import { marksOf } from '../conversations/marks.ts'
import type { Epochs } from '../epochs.ts'
import { Numbered } from '../numbered.ts'
import { GroupState } from './group-state.ts'
import { type FanOut, GroupSubscriptions, subscriptionTo } from './group-subscriptions.ts'

export type NewGroup = Omit<Group, 'id' | 'conversation' | 'number' | 'version' | 'createdAt' | 'updatedAt' | 'dismissed'>
export type GroupChange = Partial<Omit<Group, 'id' | 'conversation' | 'number' | 'version' | 'createdAt' | 'updatedAt'>>

/** All groups, dismissed ones too: their ids are not given again. */
export class Groups {
  readonly #byId = new Map<string, GroupState>()
  readonly #byConversation = new Map<ConversationId, GroupState>()
  readonly #byNumber = new Numbered<GroupState>()
  readonly #byUser = new Map<UserId, Set<GroupState>>()
  readonly #stamps: Stamps
  readonly #ids: ConversationIds
  readonly #epochs: Epochs
  readonly #subscriptions: GroupSubscriptions
  #lastNumber = 0

  constructor({ stamps, ids, epochs, fanOut }: Numbering & { readonly fanOut: FanOut }) {
    this.#stamps = stamps
    this.#ids = ids
    this.#epochs = epochs
    this.#subscriptions = new GroupSubscriptions(fanOut)
  }

  /** The highest number that was given. */
  get lastNumber(): number {
    return this.#lastNumber
  }

  /** No number up to this one is given from now on. */
  observe(number: number): void {
    this.#lastNumber = Math.max(this.#lastNumber, number)
  }

  /** Whether a group of this id exists or ever did. */
  isTaken(id: string): boolean {
    return this.#byId.has(id)
  }

  /** Throws `GroupNotFound` for one that never was or is dismissed. */
  get(id: string): GroupState {
    const group = this.#byId.get(id)
    if (group === undefined || group.info.dismissed) throw new ImError('GroupNotFound')
    return group
  }

  find(id: string): GroupState | undefined {
    return this.#byId.get(id)
  }

  byConversation(id: ConversationId): GroupState | undefined {
    return this.#byConversation.get(id)
  }

  all(): Iterable<GroupState> {
    return this.#byId.values()
  }

  /** Those with a number above `number`, in the order of their numbers; also those that were dismissed. */
  above(number: number): Iterable<GroupState> {
    return this.#byNumber.above(number)
  }

  /** The groups that `user` is in. */
  of(user: UserId): GroupState[] {
    return this.#memberships(user).filter(({ info }) => !info.dismissed)
  }

  /** Whether `user` may be in one more group when he may be in `most`. */
  hasRoom(user: UserId, most: number): boolean {
    return (this.#byUser.get(user)?.size ?? 0) < most || this.#memberships(user).length < most
  }

  /** What he is to be subscribed to when he comes online; also a large group that is being founded. */
  subscriptionsOf(user: UserId): Subscription[] {
    return this.#memberships(user).flatMap((group) => (group.large ? (subscriptionTo(group, user) ?? []) : []))
  }

  /**
   * A group without members, and the change that begins it. Without an id of its own it is named by its number.
   * Nobody can do anything with it before an `update` says that it is not dismissed.
   */
  begin(id: GroupId | undefined, group: NewGroup): { group: GroupState; change: Change } {
    const at = this.#stamps.next()
    const { name, number } = this.#name(id)
    const info = { ...group, id: name, number, conversation: this.#ids.next(), version: 0, createdAt: at, updatedAt: at, dismissed: true }
    const state = new GroupState(info, this.#epochs)
    const change = {
      record: this.#record(state, info, at),
      apply: () => this.#add(state),
      undo: () => {
        this.#byId.delete(info.id)
        this.#byConversation.delete(info.conversation)
        this.#byNumber.delete(info.number)
      },
    }
    return { group: state, change }
  }

  /** Comes with every change of the group or of its members, which raises its version. */
  update(group: GroupState, change: GroupChange = {}): Change {
    const stamp = this.#stamps.next()
    const before = group.info
    const info = { ...before, ...change, version: before.version + 1, updatedAt: stamp }
    let members: ReturnType<GroupState['dismiss']> = new Map()
    return {
      record: this.#record(group, info, stamp),
      apply: () => {
        group.info = info
        if (info.dismissed) members = group.dismiss()
      },
      undo: () => {
        group.info = before
        if (!info.dismissed) return
        group.reinstate(members)
        for (const user of members.keys()) this.#note(group, user)
      },
    }
  }

  /** That it is dismissed is durable, or it could not be founded. */
  end(group: GroupState): void {
    group.dismiss()
    this.#subscriptions.end(group)
  }

  join(group: GroupState, user: UserId, role: Role): Change {
    const stamp = this.#stamps.next()
    return this.#membership(group, group.newMember(user, role, stamp), stamp)
  }

  /** A member with another role or mute. */
  change(group: GroupState, member: Member): Change {
    return this.#membership(group, member, this.#stamps.next())
  }

  leave(group: GroupState, member: Member): Change {
    let before: ReturnType<GroupState['remove']>
    return {
      record: this.#memberRecord(group, member, 'gone'),
      apply: () => {
        before = group.remove(member.user)
        this.#note(group, member.user)
      },
      undo: () => {
        group.return(before)
        this.#note(group, member.user)
      },
    }
  }

  restoreGroup(record: GroupRecord): void {
    const { type: _, stamp: __, lastSeq, lastSeqId, ordinal, ...info } = record
    const group = this.#byConversation.get(info.conversation) ?? new GroupState(info, this.#epochs)
    group.info = info
    group.restore({ seq: lastSeq, seqId: lastSeqId }, ordinal)
    this.observe(info.number)
    this.#ids.observe(info.conversation)
    this.#add(group)
    if (info.dismissed) this.end(group)
  }

  /** After the last record: a group whose founding was cut short has no members. */
  restored(): void {
    for (const group of this.#byId.values()) if (group.info.dismissed) this.end(group)
  }

  restoreMembership(record: MembershipRecord): void {
    const group = this.#of(record.conversation)
    group.restoreMembership(record)
    this.#note(group, record.user)
  }

  restoreMessage({ conversation, sender, seq, seqId, senderOrdinal, ordinal }: MessageRecord): void {
    const group = this.#of(conversation)
    group.restore({ seq, seqId }, ordinal)
    group.restoreSent(sender, senderOrdinal)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const group of this.#byId.values()) {
      yield this.#record(group, group.info, this.#stamps.next())
      yield* expiryOf(group, this.#stamps)
      for (const member of group.members()) {
        yield this.#memberRecord(group, member, member.role)
        yield* marksOf(group, member.user, this.#stamps, member.joined.seq)
      }
      for (const user of group.formerSenders()) {
        const joined = { at: 0, seq: 0, seqId: 0, ordinal: 0, senderOrdinal: 0 }
        yield this.#memberRecord(group, { user, role: 'member', mutedUntil: 0, joined }, 'gone')
      }
    }
  }

  #membership(group: GroupState, member: Member, stamp: number): Change {
    const before = group.reader(member.user)
    return {
      record: { ...this.#memberRecord(group, member, member.role), stamp },
      apply: () => {
        group.put(member)
        this.#note(group, member.user)
      },
      undo: () => {
        group.remove(member.user)
        group.return(before)
        this.#note(group, member.user)
      },
    }
  }

  #memberRecord(group: GroupState, member: Member, role: MembershipRecord['role']): MembershipRecord {
    const { user, joined, mutedUntil } = member
    const stamp = this.#stamps.next()
    return { type: 'membership', stamp, conversation: group.id, user, role, joined, mutedUntil, senderOrdinal: group.sentBy(user) }
  }

  #record(group: GroupState, info: Group, stamp: number): GroupRecord {
    const { last, ordinal } = group
    return { type: 'group', stamp, ...info, lastSeq: last.seq, lastSeqId: last.seqId, ordinal }
  }

  #name(id: GroupId | undefined): { name: GroupId; number: number } {
    this.#lastNumber++
    if (id !== undefined && !this.isTaken(id)) return { name: id, number: this.#lastNumber }
    let suffix = this.#lastNumber
    while (this.isTaken(`GC_${suffix}`)) suffix++
    const name = `GC_${suffix}`
    if (!isGroupId(name)) throw new Error('a number makes no id')
    return { name, number: this.#lastNumber }
  }

  #add(group: GroupState): void {
    this.#byId.set(group.info.id, group)
    this.#byConversation.set(group.id, group)
    this.#byNumber.set(group.info.number, group)
  }

  /** Also forgets those that were dismissed since they were last asked for: that is not done for all members at once. */
  #memberships(user: UserId): GroupState[] {
    const groups = this.#byUser.get(user)
    if (groups === undefined) return []
    for (const group of groups) if (!group.has(user)) groups.delete(group)
    if (groups.size === 0) this.#byUser.delete(user)
    return [...groups]
  }

  /** Keeps the groups of a user, and what he is subscribed to, as the group says. */
  #note(group: GroupState, user: UserId): void {
    const groups = this.#byUser.get(user) ?? new Set()
    if (group.has(user)) groups.add(group)
    else groups.delete(group)
    if (groups.size === 0) this.#byUser.delete(user)
    else this.#byUser.set(user, groups)
    this.#subscriptions.note(group, user)
  }

  #of(id: ConversationId): GroupState {
    const group = this.#byConversation.get(id)
    if (group === undefined) throw new Error(`the journal names group conversation ${id} before it begins`)
    return group
  }
}

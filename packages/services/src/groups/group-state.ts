import type { ConversationId, Group, GroupId, Member, MembershipRecord, ReadMark, Role, Stamp, UserId } from '@magpie-im/model'
import type { CountedMessage, MessageNumbers } from '../conversations/pair.ts'
import { beginning, type Place, Sequence } from '../conversations/sequence.ts'
import type { Thread } from '../conversations/thread.ts'
import type { Epochs } from '../epochs.ts'
import { SortedUsers } from './sorted-users.ts'

/** A member and how far he has come; who joins has read what was there before him. */
interface Reader extends Member {
  readonly readMark: ReadMark
  readonly deliveredMark: ReadMark
}

/** A group as its one writer knows it: info, members and counters. */
export class GroupState implements Thread {
  readonly kind = 'group'
  /** Who is in it changes. */
  readonly parties: readonly UserId[] = []
  info: Group
  /** Above the fan-out limit: its members are subscribed to it. */
  large = false
  expired: Place = beginning
  readonly #sequence: Sequence
  #members = new Map<UserId, Reader>()
  readonly #sorted = new SortedUsers()
  /** Counted messages of everyone who ever wrote here. */
  readonly #sent = new Map<UserId, number>()
  #ordinal = 0

  constructor(info: Group, epochs: Pick<Epochs, 'seq'>) {
    this.#sequence = new Sequence(epochs)
    this.info = info
  }

  get id(): ConversationId {
    return this.info.conversation
  }

  get last(): Place {
    return this.#sequence.last
  }

  get durable(): Place {
    return this.#sequence.durable
  }

  /** Counted messages of all. */
  get ordinal(): number {
    return this.#ordinal
  }

  get size(): number {
    return this.#members.size
  }

  has(user: UserId): boolean {
    return this.#members.has(user)
  }

  peerOf(): GroupId {
    return this.info.id
  }

  find(user: UserId): Member | undefined {
    return this.#members.get(user)
  }

  members(): Iterable<Member> {
    return this.#members.values()
  }

  /** In the order of their ids: up to `limit` behind `after`. */
  page(after: string, limit: number): Member[] {
    return this.#sorted.page(this.#members.keys(), after, limit).flatMap((user) => this.#members.get(user) ?? [])
  }

  users(): UserId[] {
    return [...this.#members.keys()]
  }

  /** Those who wrote here and are no members any more. */
  *formerSenders(): Iterable<UserId> {
    for (const user of this.#sent.keys()) if (!this.#members.has(user)) yield user
  }

  sentBy(user: UserId): number {
    return this.#sent.get(user) ?? 0
  }

  readMarkOf(user: UserId): ReadMark {
    return this.#members.get(user)?.readMark ?? { seq: 0, seqId: 0 }
  }

  setReadMark(user: UserId, mark: ReadMark): void {
    const member = this.#members.get(user)
    if (member !== undefined) this.#members.set(user, { ...member, readMark: mark })
  }

  /** In large groups every message would cost as many records as there are members. */
  get keepsDelivered(): boolean {
    return !this.large
  }

  deliveredMarkOf(user: UserId): ReadMark {
    return this.#members.get(user)?.deliveredMark ?? beginning
  }

  setDeliveredMark(user: UserId, mark: ReadMark): void {
    const member = this.#members.get(user)
    if (member !== undefined) this.#members.set(user, { ...member, deliveredMark: mark })
  }

  readableAbove(user: UserId): number {
    const visible = this.info.historyForNewMembers === 'all' ? 0 : (this.#members.get(user)?.joined.seqId ?? Number.MAX_SAFE_INTEGER)
    return Math.max(visible, this.expired.seqId)
  }

  /** As whom `user` would become a member now. */
  newMember(user: UserId, role: Role, at: Stamp): Member {
    const { seq, seqId } = this.last
    return { user, role, mutedUntil: 0, joined: { at, seq, seqId, ordinal: this.#ordinal, senderOrdinal: this.sentBy(user) } }
  }

  /** A change of role or mute keeps the marks. */
  put(member: Member): void {
    const known = this.#members.get(member.user)
    const { seq, seqId } = member.joined
    const joined = { seq, seqId }
    const { readMark, deliveredMark } = known?.joined.at === member.joined.at ? known : { readMark: joined, deliveredMark: joined }
    this.#enter({ ...member, readMark, deliveredMark })
  }

  /** What `return` needs to undo it. */
  remove(user: UserId): Reader | undefined {
    const member = this.#members.get(user)
    this.#members.delete(user)
    this.#sorted.remove(user)
    return member
  }

  /** Undoes `remove`, or a `put` that replaced `member`. */
  return(member: Reader | undefined): void {
    if (member !== undefined) this.#enter(member)
  }

  /** What `return` needs to undo a `put`. */
  reader(user: UserId): Reader | undefined {
    return this.#members.get(user)
  }

  number(sender: UserId, stamp: Stamp): MessageNumbers {
    return { ...this.#sequence.next(stamp), senderOrdinal: this.sentBy(sender) + 1, ordinal: this.#ordinal + 1 }
  }

  appended(message: CountedMessage): void {
    this.#sequence.appended(message)
    this.#count(message.sender, message.senderOrdinal, this.#ordinal + 1)
  }

  becameDurable(message: CountedMessage): void {
    this.#sequence.becameDurable(message)
  }

  takeBack(message: CountedMessage): void {
    this.#sequence.takeBack(message)
    this.#count(message.sender, message.senderOrdinal - 1, this.#ordinal - 1)
  }

  /** Where a record of the journal says the counters stand. */
  restore(last: Place, ordinal: number): void {
    this.#sequence.restore(last)
    this.#ordinal = ordinal
  }

  restoreSent(user: UserId, senderOrdinal: number): void {
    this.#count(user, senderOrdinal, this.#ordinal)
  }

  restoreMembership({ role, user, joined, mutedUntil, senderOrdinal }: MembershipRecord): void {
    this.restoreSent(user, senderOrdinal)
    if (role === 'gone') this.remove(user)
    else this.put({ user, role, joined, mutedUntil })
  }

  /** Nobody is a member any more; gives what `reinstate` needs to undo it. */
  dismiss(): Map<UserId, Reader> {
    const members = this.#members
    this.#members = new Map()
    this.#sorted.forget()
    return members
  }

  reinstate(members: Map<UserId, Reader>): void {
    this.#members = members
    this.#sorted.forget()
  }

  #enter(member: Reader): void {
    this.#members.set(member.user, member)
    this.#sorted.add(member.user)
  }

  #count(sender: UserId, senderOrdinal: number, ordinal: number): void {
    if (senderOrdinal === 0) this.#sent.delete(sender)
    else this.#sent.set(sender, senderOrdinal)
    this.#ordinal = ordinal
  }
}

import type {
  AudienceKind,
  ConversationId,
  EpochRecord,
  GroupId,
  JournalRecord,
  MembershipRecord,
  MessageRecord,
  Stamp,
  UserId,
} from '@magpie-im/model'

/** Where the numbers of a conversation stand. */
export interface Standing {
  readonly seq: number
  readonly seqId: number
  /** Counted messages of all. */
  readonly ordinal: number
}

/** Messages that were numbered, and are in no record that can be read. */
export interface Gap extends Stretch {
  /** Which part of the journal they were in. */
  readonly region: number
  readonly before: Standing
  /** How many of them counted as unread for others. */
  counted: number
  /** Of how many of these it is known who wrote them. */
  readonly writers: Map<UserId, number>
}

export interface Stretch {
  readonly conversation: ConversationId
  readonly from: number
  readonly to: number
}

/** A conversation as far as its numbers go. */
export interface Numbered {
  readonly id: ConversationId
  audience: AudienceKind | undefined
  standing: Standing
  /** Counted messages of each sender. */
  readonly sent: Map<UserId, number>
  readonly members: Set<UserId>
  /** Lost parts before each sender's last message. */
  readonly seen: Map<UserId, number>
  /** Both of two, the application and who is given notice, or the group. */
  names: readonly string[]
  /** Lost parts of the journal before its beginning was met; undefined: it never was. */
  begunAfter: number | undefined
  /** Lost parts before it was first named. */
  readonly namedAfter: number
}

/** A lost part of the journal lies between these stamps. */
export interface Region {
  readonly after: Stamp
  readonly before: Stamp
}

/** Somebody writes, receives or reads in a group that nobody saw him join, or in what may be one. */
export interface Joining {
  readonly conversation: ConversationId
  readonly user: UserId
  readonly region: number
}

/**
 * Follows the numbers of all conversations through a journal of which parts are lost, and finds from what comes later which
 * messages were in these parts.
 */
export class Sequences {
  readonly conversations = new Map<ConversationId, Numbered>()
  readonly users = new Set<UserId>()
  /** Conversation and user of everybody who was a member of a group at some time. */
  readonly everMembers = new Set<string>()
  /** Of which it is said whether the two are friends. */
  readonly friendships = new Set<ConversationId>()
  /** Lost parts before the last read mark of a user in a conversation. */
  readonly marks = new Map<string, number>()
  readonly gaps: Gap[] = []
  readonly joinings: Joining[] = []
  /** The highest of a group. */
  lastGroupNumber = 0
  /** Numbers of the epochs that were met. */
  readonly epochs = new Set<number>()
  /** Up to these, epochs leave out what was not given. */
  readonly #floors = new Set<number>()
  /** Lost parts before the last epoch; undefined: none was met. */
  #lostBeforeEpoch: number | undefined
  readonly #regions: { after: Stamp; before: Stamp }[] = []
  #lastStamp: Stamp = 0

  /** A part of the journal is lost here. */
  lost(): void {
    this.#regions.push({ after: this.#lastStamp, before: Number.MAX_SAFE_INTEGER })
  }

  get regions(): readonly Region[] {
    return this.#regions
  }

  add(record: JournalRecord): void {
    for (const region of this.#regions) region.before = Math.min(region.before, record.stamp)
    this.#lastStamp = Math.max(this.#lastStamp, record.stamp)
    switch (record.type) {
      case 'user':
        this.users.add(record.id)
        break
      case 'conversation':
        this.#begin(record.conversation, 'single', record.members)
        break
      case 'notices':
        this.#begin(record.conversation, 'notice', [record.app, record.user])
        break
      case 'friendship':
        this.friendships.add(record.conversation)
        this.begins(record.conversation, 'single', record.members)
        break
      case 'epoch':
        this.leavesOut(record)
        this.epochs.add(record.number)
        this.#lostBeforeEpoch = this.#regions.length
        break
      case 'group':
        this.lastGroupNumber = Math.max(this.lastGroupNumber, record.number)
        this.#begin(record.conversation, 'group', [record.id])
        this.stands(record.conversation, { seq: record.lastSeq, seqId: record.lastSeqId, ordinal: record.ordinal })
        if (record.dismissed) this.#get(record.conversation).members.clear()
        break
      case 'membership':
        this.#membership(record)
        break
      case 'message':
        this.#message(record)
        break
      case 'read-mark':
        this.marks.set(placeKey(record.conversation, record.user), this.#regions.length)
        this.#takesPart(record.conversation, record.user)
        this.#reaches(record.conversation, record)
        break
      case 'delivered-mark':
        this.#takesPart(record.conversation, record.user)
        this.#reaches(record.conversation, record)
        break
      case 'expiry':
        this.#reaches(record.conversation, record)
        break
      case 'message-control':
        this.#reaches(record.conversation, record.target)
    }
  }

  /** An epoch that began somewhere, maybe in a lost part. */
  leavesOut({ above }: EpochRecord): void {
    this.#floors.add(above.seq)
  }

  /** Something knows that a conversation had come this far by now. */
  stands(conversation: ConversationId, standing: Standing): void {
    const known = this.#get(conversation)
    if (standing.seq <= known.standing.seq) return
    this.#gap(known, { ...standing, counted: standing.ordinal - known.standing.ordinal })
    known.standing = standing
  }

  /** Something knows how many counted messages of this sender there were by now. */
  sentBy(conversation: ConversationId, user: UserId, count: number): void {
    const known = this.#get(conversation)
    let unknown = count - (known.sent.get(user) ?? 0)
    if (unknown <= 0) return
    known.sent.set(user, count)
    // What he wrote since he was seen last is in the newest.
    for (const gap of this.gaps.toReversed()) {
      if (gap.conversation !== conversation) continue
      const taken = Math.min(unknown, gap.counted - total(gap.writers))
      if (taken > 0) gap.writers.set(user, (gap.writers.get(user) ?? 0) + taken)
      unknown -= Math.max(0, taken)
    }
  }

  begins(id: ConversationId, audience: AudienceKind, names: readonly string[]): void {
    const known = this.#get(id)
    known.audience ??= audience
    if (known.names.length === 0) known.names = names
  }

  #message(record: MessageRecord): void {
    const { conversation, sender, audience, counted, senderOrdinal } = record
    const own = counted ? 1 : 0
    const known = this.#get(conversation)
    this.begins(conversation, audience, namesOf(record))
    this.#gap(known, { seq: record.seq - 1, counted: record.ordinal - own - known.standing.ordinal })
    known.standing = record
    this.sentBy(conversation, sender, senderOrdinal - own)
    known.seen.set(sender, this.#regions.length)
    known.sent.set(sender, senderOrdinal)
    this.#takesPart(conversation, sender)
  }

  /** Who writes, receives or reads in a group is in it. */
  #takesPart(conversation: ConversationId, user: UserId): void {
    const { audience = 'group', members } = this.#get(conversation)
    if (audience !== 'group' || members.has(user) || this.#regions.length === 0) return
    members.add(user)
    this.everMembers.add(placeKey(conversation, user))
    this.joinings.push({ conversation, user, region: this.#regions.length - 1 })
  }

  #membership({ conversation, user, role, joined, senderOrdinal }: MembershipRecord): void {
    const { members } = this.#get(conversation)
    if (role !== 'gone' && !members.has(user)) this.stands(conversation, joined)
    this.sentBy(conversation, user, senderOrdinal)
    if (role === 'gone') members.delete(user)
    else members.add(user)
    this.everMembers.add(placeKey(conversation, user))
  }

  #begin(id: ConversationId, audience: AudienceKind, names: readonly string[]): void {
    const known = this.#get(id)
    this.begins(id, audience, names)
    known.begunAfter ??= this.#regions.length
  }

  /** A later record is about a message that has this number. */
  #reaches(conversation: ConversationId, { seq, seqId }: { readonly seq: number; readonly seqId: number }): void {
    const { standing } = this.#get(conversation)
    this.stands(conversation, { seq, seqId, ordinal: standing.ordinal + seq - this.#base(standing, seq) })
  }

  #gap({ id: conversation, standing }: Numbered, { seq: to, counted }: { readonly seq: number; readonly counted: number }): void {
    const base = this.#base(standing, to)
    const within = Math.max(0, Math.min(counted, to - base))
    if (counted < 0) this.#countLess(conversation, -counted)
    const beforeEpoch = base > standing.seq ? counted - within : 0
    const gap = { conversation, before: standing }
    const lostBefore = this.#lostBeforeEpoch ?? this.#regions.length
    if (beforeEpoch > 0 && lostBefore > 0) {
      const place = { from: standing.seq + 1, to: standing.seq + beforeEpoch, region: lostBefore - 1 }
      this.gaps.push({ ...gap, ...place, counted: beforeEpoch, writers: new Map() })
    }
    if (this.#regions.length === 0 || to <= base) return
    this.gaps.push({ ...gap, from: base + 1, to, region: this.#regions.length - 1, counted: within, writers: new Map() })
  }

  /** More was thought to count than did, where only the number of a message was known. */
  #countLess(conversation: ConversationId, surplus: number): void {
    let left = surplus
    for (const gap of this.gaps.toReversed()) {
      if (gap.conversation !== conversation) continue
      const taken = Math.min(left, gap.counted - total(gap.writers))
      gap.counted -= taken
      left -= taken
    }
  }

  /** The last seq that was given before one that leads to `seq`. */
  #base(standing: Standing, seq: number): number {
    return [...this.#floors].reduce((base, floor) => (floor <= seq ? Math.max(base, floor) : base), standing.seq)
  }

  #get(id: ConversationId): Numbered {
    const known = this.conversations.get(id)
    if (known !== undefined) return known
    const standing = { seq: 0, seqId: 0, ordinal: 0 }
    const fresh = {
      id,
      audience: undefined,
      standing,
      sent: new Map(),
      members: new Set<UserId>(),
      seen: new Map(),
      names: [],
      begunAfter: undefined,
    }
    const numbered: Numbered = { ...fresh, namedAfter: this.#regions.length }
    this.conversations.set(id, numbered)
    return numbered
  }
}

export function placeKey(conversation: ConversationId, user: UserId): string {
  return `${conversation} ${user}`
}

function namesOf({ audience, sender, recipient, app }: MessageRecord): readonly (UserId | GroupId | string)[] {
  if (audience === 'group') return [recipient]
  if (audience === 'notice') return [app ?? '', recipient]
  return [sender, recipient]
}

export function total(writers: ReadonlyMap<UserId, number>): number {
  return [...writers.values()].reduce((sum, count) => sum + count, 0)
}

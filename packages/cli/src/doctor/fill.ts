import {
  type ControlAction,
  type ConversationId,
  type EpochRecord,
  type JournalRecord,
  type Message,
  type MessageRecord,
  ordinary,
  pairOf,
  type Stamp,
  type UserId,
} from '@magpie-im/model'
import { type Gap, type Numbered, placeKey, type Region, Sequences } from './sequences.ts'
import type { Witnesses } from './witnesses.ts'

type Unstamped<R> = R extends JournalRecord ? Omit<R, 'stamp'> : never

/**
 * What takes the place of a lost part of the journal: what the witnesses have of it, and for each message that nobody has a
 * deleted one with its number. So everything that follows is numbered and counted as it was (I2, I6).
 */
export class Fill {
  readonly #found: Sequences
  readonly #witnesses: Witnesses
  /** Of what was written so far, these records included. */
  readonly #written = new Sequences()
  #stamp: Stamp = 0

  constructor(found: Sequences, witnesses: Witnesses) {
    this.#found = found
    this.#witnesses = witnesses
  }

  /** A readable record is written as it is. */
  wrote(record: JournalRecord): void {
    this.#written.add(record)
  }

  *region(number: number): Iterable<JournalRecord> {
    const region = this.#found.regions[number]
    if (region === undefined) return
    this.#stamp = region.after
    for (const unstamped of this.#records(number, region)) {
      this.#stamp++
      const record = { ...unstamped, stamp: this.#stamp } as JournalRecord // as: spreading a union widens it
      this.#written.add(record)
      yield record
    }
  }

  *#records(number: number, region: Region): Iterable<Unstamped<JournalRecord>> {
    const isLast = number === this.#found.regions.length - 1
    if (isLast) yield* this.#users()
    for (const conversation of this.#found.conversations.values()) {
      if (isUnbegunIn(number, isLast, conversation)) yield this.#beginning(conversation)
    }
    for (const { conversation, user, region: joinedIn } of this.#found.joinings) {
      if (joinedIn === number) yield* this.#joining(conversation, user)
    }
    if (isLast) yield* this.#friendships()
    if (isLast) yield* this.#members()
    let gaps = this.#found.gaps.filter((gap) => gap.region === number)
    for (const epoch of this.#lostEpochs(region)) {
      const isBefore = (gap: Gap) => gap.to <= epoch.above.seq
      for (const gap of gaps.filter(isBefore)) yield* this.#messages(gap)
      gaps = gaps.filter((gap) => !isBefore(gap))
      // Which messages were there before it is told by its stamp.
      this.#stamp = Math.max(this.#stamp, epoch.stamp - 1)
      yield epoch
    }
    for (const gap of gaps) yield* this.#messages(gap)
    if (isLast) yield* this.#marks()
    yield* this.#controls(region)
  }

  #lostEpochs({ after, before }: Region): readonly EpochRecord[] {
    const known = this.#witnesses.checkpoint?.epochs ?? []
    return known.filter(({ number, stamp }) => stamp > after && stamp < before && !this.#found.epochs.has(number))
  }

  /** What was done in this time to messages, those before it too. */
  *#controls({ after, before }: Region): Iterable<Unstamped<JournalRecord>> {
    const { database } = this.#witnesses
    for (const control of database?.controls(after, before) ?? []) {
      const message = database?.message(control.conversation, control.seq)
      if (message !== undefined) yield controlOf(message, control)
    }
  }

  *#users(): Iterable<Unstamped<JournalRecord>> {
    const known = new Set<string>(this.#found.users)
    for (const user of this.#witnesses.checkpoint?.users.values() ?? []) {
      if (!known.has(user.id)) yield user
      known.add(user.id)
    }
    for (const user of this.#witnesses.database?.users() ?? []) if (!known.has(user.id)) yield { type: 'user', ...user, passwordHash: '' }
  }

  #beginning({ id: conversation, audience, names }: Numbered): Unstamped<JournalRecord> {
    const counters = { conversation, lastSeq: 0, lastSeqId: 0 }
    const users = names as readonly UserId[] // as: of two, or the application and the user; the group's is not used
    const [first, second] = users
    if (audience === 'single' && first !== undefined && second !== undefined) {
      return { type: 'conversation', ...counters, members: pairOf(first, second), ordinals: [0, 0] }
    }
    if (audience === 'notice' && first !== undefined && second !== undefined) {
      return { type: 'notices', ...counters, app: first as never, user: second, ordinal: 0 } // as: the first name is the application's
    }
    const group = this.#witnesses.checkpoint?.groups.get(conversation)
    if (group !== undefined) return { ...group, ...counters, ordinal: 0, dismissed: false }
    return { type: 'group', ...this.#unknownGroup(conversation, first), ...counters, ordinal: 0 }
  }

  /** Nobody has its name or its owner. Nobody joins by himself, and nobody reads what was before him. */
  #unknownGroup(conversation: ConversationId, id: UserId | undefined) {
    this.#found.lastGroupNumber++
    const owner = this.#found.joinings.find((joining) => joining.conversation === conversation)?.user
    return {
      id: (id ?? `lost-${conversation}`) as never, // as: a group's id in the messages to it
      number: this.#found.lastGroupNumber,
      ...{ name: '', avatar: '', description: '', limit: 10_000, version: 1, muted: false, dismissed: false },
      owner: owner ?? ('' as never), // as: a group that nobody is in
      joinPolicy: 'owner-approves',
      historyForNewMembers: 'since-joining',
      createdAt: this.#stamp,
      updatedAt: this.#stamp,
    } as const
  }

  *#friendships(): Iterable<Unstamped<JournalRecord>> {
    for (const { conversation, members, friendship } of this.#witnesses.database?.pairs() ?? []) {
      if (friendship === undefined || this.#found.friendships.has(conversation)) continue
      yield { type: 'friendship', conversation, members: pairOf(...members), friends: true, ...friendship }
    }
  }

  /** Of those whom checkpoint and read model have as members, the ones that no record says joined. */
  *#members(): Iterable<Unstamped<JournalRecord>> {
    const { checkpoint, database } = this.#witnesses
    for (const record of checkpoint?.records ?? []) {
      if (record.type === 'membership' && record.role !== 'gone') yield* this.#silentMember(record.conversation, record.user)
    }
    for (const { conversation, members } of database?.conversations() ?? []) {
      if (this.#found.conversations.get(conversation)?.audience !== 'group') continue
      for (const { user } of members) yield* this.#silentMember(conversation, user)
    }
  }

  *#silentMember(conversation: ConversationId, user: UserId): Iterable<Unstamped<JournalRecord>> {
    if (!this.#found.everMembers.has(placeKey(conversation, user))) yield* this.#joining(conversation, user)
  }

  /** Read marks that the read model has, of those who have no later one. */
  *#marks(): Iterable<Unstamped<JournalRecord>> {
    const { database } = this.#witnesses
    for (const { conversation, members } of database?.conversations() ?? []) {
      const { standing } = this.#written.conversations.get(conversation) ?? {}
      for (const { user, readSeq } of members) {
        const isLater = (this.#found.marks.get(placeKey(conversation, user)) ?? 0) === this.#found.regions.length
        const message = readSeq > (standing?.seq ?? 0) || isLater ? undefined : database?.message(conversation, readSeq)
        if (message !== undefined) yield { type: 'read-mark', conversation, user, seq: readSeq, seqId: message.seqId }
      }
    }
  }

  *#joining(conversation: ConversationId, user: UserId): Iterable<Unstamped<JournalRecord>> {
    const { audience = 'group' } = this.#found.conversations.get(conversation) ?? {}
    const known = this.#written.conversations.get(conversation)
    if (audience !== 'group' || known === undefined || known.members.has(user)) return
    const senderOrdinal = known.sent.get(user) ?? 0
    const role = this.#witnesses.checkpoint?.groups.get(conversation)?.owner === user ? 'owner' : 'member'
    const joined = { at: this.#stamp + 1, ...placeOf(known), senderOrdinal }
    yield { type: 'membership', conversation, user, role, mutedUntil: 0, joined, senderOrdinal }
  }

  *#messages(gap: Gap): Iterable<Unstamped<JournalRecord>> {
    const numbered = this.#found.conversations.get(gap.conversation)
    if (numbered === undefined) return
    const rows = new Map<number, Message>()
    const unknown = { counted: gap.counted, writers: new Map(gap.writers) }
    for (const message of this.recoverable(gap)) {
      rows.set(message.seq, message)
      if (message.counted) countOff(unknown, message.sender)
    }
    for (let seq = gap.from; seq <= gap.to; seq++) {
      const row = rows.get(seq)
      yield* row === undefined ? this.#tombstone(numbered, seq, unknown) : this.#row(row)
    }
  }

  *#row(row: Message): Iterable<Unstamped<JournalRecord>> {
    if (row.audience === 'group') yield* this.#joining(row.conversation, row.sender)
    yield { type: 'message', ...row, state: row.state === 'revoked' ? 'revoked' : 'normal' }
  }

  *#tombstone(numbered: Numbered, seq: number, unknown: Unknown): Iterable<Unstamped<JournalRecord>> {
    const sender = writerOf(numbered, unknown.writers, this.#found)
    if (numbered.audience === 'group') yield* this.#joining(numbered.id, sender)
    const message = this.#lostMessage(numbered, { seq, sender, counted: unknown.counted > 0 })
    countOff(unknown, sender)
    yield message
    yield controlOf(message, { action: 'delete', only: undefined, by: undefined, requestId: '' })
  }

  /** What the read model has of the messages in a gap, if it fits between their neighbours. */
  *recoverable({ conversation, from, to, before }: Gap): Iterable<Message> {
    let last = before.seqId
    for (let seq = from; seq <= to && this.#witnesses.database !== undefined; seq++) {
      const message = this.#witnesses.database.message(conversation, seq)
      if (message === undefined || message.seqId <= last) continue
      last = message.seqId
      yield message
    }
  }

  #lostMessage(numbered: Numbered, { seq, sender, counted }: { seq: number; sender: UserId; counted: boolean }) {
    const written = this.#written.conversations.get(numbered.id)
    const { audience = 'group', names } = numbered
    const [first = '', second = ''] = names
    const recipient = audience === 'group' ? first : audience === 'notice' ? second : sender === first ? second : first
    const own = counted ? 1 : 0
    return {
      type: 'message',
      ...{ ...ordinary, conversation: numbered.id, seq, sender, audience, counted },
      seqId: Math.max((written?.standing.seqId ?? 0) + 1, this.#stamp + 1),
      recipient: recipient as UserId, // as: names are those of users and groups
      app: audience === 'notice' ? (first as never) : undefined, // as: the first name is the application's
      ...{ clientMessageId: '', kind: 'text', body: '', push: undefined, origin: undefined, state: 'revoked' },
      senderOrdinal: (written?.sent.get(sender) ?? 0) + own,
      ordinal: (written?.standing.ordinal ?? 0) + own,
    } as const satisfies Unstamped<MessageRecord>
  }
}

/** Messages of a gap that nothing has: how many of them counted, and whose. */
interface Unknown {
  counted: number
  readonly writers: Map<UserId, number>
}

function countOff(unknown: Unknown, sender: UserId): void {
  unknown.counted--
  unknown.writers.set(sender, (unknown.writers.get(sender) ?? 0) - 1)
}

function isUnbegunIn(number: number, isLast: boolean, { begunAfter, namedAfter }: Numbered): boolean {
  if (begunAfter !== undefined && begunAfter <= namedAfter) return false
  return (
    begunAfter === undefined && (namedAfter === number + 1 || (isLast && namedAfter > number + 1) || (namedAfter === 0 && number === 0))
  )
}

function placeOf({ standing: { seq, seqId, ordinal } }: Numbered) {
  return { seq, seqId, ordinal }
}

/** Whose message it was, as far as counts say; else somebody of whom nothing is known that it would contradict. */
function writerOf({ id, audience, names, members, seen }: Numbered, writers: ReadonlyMap<UserId, number>, found: Sequences): UserId {
  for (const [user, count] of writers) if (count > 0) return user
  const candidates = (audience === 'single' ? names : audience === 'notice' ? names.slice(1) : [...members]) as readonly UserId[] // as: names of users
  const free = candidates.find((user) => (seen.get(user) ?? 0) < found.regions.length)
  const later = found.joinings.find(({ conversation }) => conversation === id)?.user
  return free ?? candidates[0] ?? later ?? ('' as UserId) // as: nobody at all
}

function controlOf(
  message: Pick<
    Message,
    'conversation' | 'seq' | 'seqId' | 'sender' | 'audience' | 'recipient' | 'app' | 'clientMessageId' | 'counted' | 'body'
  >,
  control: { action: ControlAction; only: UserId | undefined; by: UserId | undefined; requestId: string },
): Unstamped<JournalRecord> {
  const { conversation, seq, seqId, sender, audience, recipient, app, clientMessageId, counted } = message
  const { action, only, by, requestId } = control
  const body = action === 'override' ? message.body : ''
  const target = { seq, seqId, sender, audience, recipient, app, clientMessageId, counted }
  return { type: 'message-control', conversation, action, only, by, body, requestId, target }
}

import type { ConversationId, Entry, Message, MessageControl, MessageControlRecord, PriorityEntry, Stamp, UserId } from '@magpie-im/model'
import { ControlOverlay } from './control-overlay.ts'
import type { PriorityRows, PriorityRowsQuery } from './engine.ts'
import { fateAfter } from './fate.ts'
import { usersOf } from './record-facts.ts'

type Wanted = Omit<PriorityRowsQuery, 'groups' | 'controlled' | 'floors' | 'since'>

/** What the tail says about the messages with priority of one user, and about what was done to messages of his. */
export class PriorityOverlay {
  readonly #user: UserId
  readonly #entries: readonly Entry[]
  readonly #controls: ControlOverlay
  readonly #since = new Map<ConversationId, Stamp>()

  /** `entries` are those that touch the user or members of groups. */
  constructor(user: UserId, entries: readonly Entry[]) {
    this.#user = user
    this.#entries = entries
    this.#controls = new ControlOverlay(user, entries)
    for (const { record } of entries) {
      if (record.type === 'membership' && record.user === user)
        this.#since.set(record.conversation, record.role === 'gone' ? Number.POSITIVE_INFINITY : record.joined.at)
      if (record.type === 'group' && record.dismissed) this.#since.set(record.conversation, Number.POSITIVE_INFINITY)
    }
  }

  /** What to ask of the engine so that `limit` entries are left when the tail is laid over them. */
  query(wanted: Wanted): PriorityRowsQuery {
    const { controlled, floors } = this.#controls
    const replaced = [...controlled.values()].reduce((sum, seqs) => sum + 2 * seqs.size, 0)
    const groups = new Set(this.#entries.flatMap(({ record }) => groupOf(record) ?? []))
    return { ...wanted, limit: wanted.limit + replaced, groups, controlled, floors, since: this.#since }
  }

  /** Oldest first, whatever was asked for; `after` and `limit` hold. */
  apply(rows: PriorityRows, { after, limit, newestFirst }: Wanted): readonly PriorityEntry[] {
    const entries = new Map(rows.entries.flatMap((entry) => this.#shown(entry)).map((entry) => [identityOf(entry), entry]))
    for (const { record } of this.#entries) {
      const entry =
        record.type === 'message' ? this.#messageEntry(record) : record.type === 'message-control' && this.#controlEntry(record, rows)
      if (entry && this.#concerns(entry, rows)) entries.set(identityOf(entry), entry)
    }
    const sorted = [...entries.values()].filter(({ stamp }) => stamp > after).sort((a, b) => a.stamp - b.stamp)
    return newestFirst ? sorted.slice(-limit) : sorted.slice(0, limit)
  }

  #shown(entry: PriorityEntry): PriorityEntry[] {
    if (entry.kind === 'control') return [entry]
    const message = this.#controls.shown(entry.message)
    return message ? [{ ...entry, message }] : []
  }

  #messageEntry(record: Message): PriorityEntry | undefined {
    const message = record.priority ? this.#controls.shown(record) : undefined
    return message && { kind: 'message', stamp: message.seqId, message }
  }

  #controlEntry({ type: _, stamp, ...control }: MessageControlRecord, { fates }: PriorityRows): PriorityEntry | undefined {
    const { conversation, only, target } = control
    if (only !== undefined && only !== this.#user) return undefined
    if (target.seq <= (this.#controls.floors.get(conversation) ?? 0)) return undefined
    const forAll = (this.#controls.of(conversation).get(target.seq) ?? []).filter((other) => other.only === undefined)
    const earlier = forAll.filter((other) => other.stamp < stamp)
    // What is deleted stays so; the engine has the entry of it.
    if (only === undefined && fateAfter(fates.get(conversation)?.get(target.seq), earlier) === 'delete') return undefined
    return { kind: 'control', stamp, control }
  }

  #concerns(entry: PriorityEntry, { joinedAt }: PriorityRows): boolean {
    const conversation = conversationOf(entry)
    const to = entry.kind === 'message' ? entry.message : entry.control.target
    if (to.audience !== 'group') return usersOf(to).includes(this.#user)
    // Of a message that was there before him a new member is told nothing (I8).
    return to.seqId > (this.#since.get(conversation) ?? joinedAt.get(conversation) ?? Number.POSITIVE_INFINITY)
  }
}

function groupOf(record: Entry['record']): ConversationId | undefined {
  if (record.type === 'message') return record.audience === 'group' ? record.conversation : undefined
  return record.type === 'message-control' && record.target.audience === 'group' ? record.conversation : undefined
}

function conversationOf(entry: PriorityEntry): ConversationId {
  return entry.kind === 'message' ? entry.message.conversation : entry.control.conversation
}

/** A later control for the same readers takes the place of the earlier. */
function identityOf(entry: PriorityEntry): string {
  if (entry.kind === 'message') return `message ${entry.message.conversation} ${entry.message.seq}`
  return controlIdentity(entry.control)
}

function controlIdentity({ conversation, only, target }: MessageControl): string {
  return `control ${conversation} ${target.seq} ${only ?? ''}`
}

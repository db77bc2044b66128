import {
  type AsOf,
  type Attributes,
  type ConversationAttributeRecord,
  type ConversationId,
  type Entry,
  type ListedConversation,
  noAttributes,
  type ReadMark,
  type Stamp,
  type UserId,
} from '@magpie-im/model'
import { ControlOverlay } from './control-overlay.ts'
import type { ConversationRow, ConversationRows } from './engine.ts'
import { groupTouchedBy } from './record-facts.ts'
import { type ListChange, type ListedWithoutAttributes, listedOf, Standing } from './standing.ts'

/** What the tail says about a user's list up to a moment. */
export class ListOverlay {
  readonly #user: UserId
  readonly #asOf: AsOf
  readonly #changes = new Map<ConversationId, ListChange[]>()
  readonly #attributes = new Map<ConversationId, Map<string, string>>()
  /** Groups of the tail that the user may be in. */
  readonly #joined = new Set<ConversationId>()
  /** When controls moved a conversation in his list, up to the moment. */
  readonly #moved = new Map<ConversationId, Stamp>()
  readonly #removed = new Map<ConversationId, number>()
  /** What became of messages, and removals from the list, are not shown as of the moment but as they are. */
  readonly controls: ControlOverlay
  /** The moment's read marks, where the moment or the tail knows them. */
  readonly readMarks: ReadonlyMap<ConversationId, ReadMark>

  /** `entries` are those that touch the user, `ofGroups` what was done to messages of groups. */
  constructor(
    user: UserId,
    asOf: AsOf,
    { entries, ofGroups }: { readonly entries: readonly Entry[]; readonly ofGroups: readonly Entry[] },
  ) {
    this.#user = user
    this.#asOf = asOf
    this.controls = new ControlOverlay(user, [...entries, ...ofGroups])
    for (const entry of [...entries, ...ofGroups]) this.#noteControl(entry)
    const readMarks = new Map<ConversationId, ReadMark>()
    for (const entry of entries) {
      // Attributes are not shown as of the moment but as they are, which the next sync then repeats.
      if (entry.record.type === 'conversation-attribute') this.#noteAttribute(entry.record)
      const change = this.#changeIn(entry)
      if (change === undefined) continue
      const { type, conversation } = change
      this.#changesOf(conversation).push(change)
      if (type === 'membership') this.#joined.add(conversation)
      if (type === 'read-mark') readMarks.set(conversation, { seq: change.seq, seqId: change.seqId })
    }
    for (const [conversation, mark] of asOf.readMarks) readMarks.set(conversation, mark)
    this.readMarks = readMarks
  }

  /** Each with a stamp that it has in the list at least, whatever its row says; where he may have joined a group anew, that is none. */
  get touched(): Map<ConversationId, Stamp> {
    const touched = new Map<ConversationId, Stamp>()
    for (const [conversation, changes] of this.#changes) {
      const last = changes.at(-1)?.stamp ?? 0
      touched.set(conversation, this.#joined.has(conversation) ? 0 : Math.max(last, this.#moved.get(conversation) ?? 0))
    }
    return touched
  }

  #noteControl({ record, position }: Entry): void {
    if (record.type !== 'message-control' && record.type !== 'expiry' && record.type !== 'list-removal') return
    const { conversation } = record
    if (record.type === 'list-removal') this.#removed.set(conversation, Math.max(record.seq, this.#removed.get(conversation) ?? 0))
    if (record.type !== 'expiry' && position <= this.#asOf.position) this.#moveTo(conversation, record.stamp)
    // A group's are laid over only if he turns out to be in it.
    if (groupTouchedBy(record) === undefined) this.#changesOf(conversation)
  }

  /** What was done to messages of a group comes apart from what touches the user, so not in order. */
  #moveTo(conversation: ConversationId, stamp: Stamp): void {
    this.#moved.set(conversation, Math.max(stamp, this.#moved.get(conversation) ?? 0))
  }

  /** Of the groups that the tail touches those that the user may be in, given his rows of them. */
  groupsOf(groups: ReadonlySet<ConversationId>, rows: readonly ConversationRow[]): Set<ConversationId> {
    const his = rows.map((row) => row.conversation).filter((conversation) => groups.has(conversation))
    return new Set([...his, ...this.#joined])
  }

  /** All entries of a group, those that touch the user included. */
  addGroup(conversation: ConversationId, entries: readonly Entry[]): void {
    const changes = this.#changesOf(conversation)
    const own = changes.filter(({ type }) => type === 'read-mark' || type === 'conversation-attribute')
    const others = entries.flatMap((entry) => this.#changeIn(entry) ?? [])
    this.#changes.set(
      conversation,
      [...own, ...others].sort((a, b) => a.stamp - b.stamp),
    )
  }

  /** What a snapshot has of the page, and the touched conversations, of which it may have some of the changes already. */
  apply({ page, apart, attributes }: ConversationRows): {
    readonly unchanged: ListedConversation[]
    readonly changed: ListedConversation[]
  } {
    const attributesOf = (conversation: ConversationId) => this.#withTail(conversation, attributes.get(conversation) ?? noAttributes)
    const unchanged = page.map((row) => ({ ...listedOf(row), attributes: attributesOf(row.conversation) }))
    const changed = this.#touchedOf(apart).map((item) => ({ ...item, attributes: attributesOf(item.conversation) }))
    return { unchanged, changed }
  }

  #touchedOf(rows: readonly ConversationRow[]): ListedWithoutAttributes[] {
    const byId = new Map(rows.map((row) => [row.conversation, row]))
    const listed: ListedWithoutAttributes[] = []
    for (const [conversation, changes] of this.#changes) {
      const item = this.#listed(conversation, byId.get(conversation), changes)
      if (item) listed.push(item)
    }
    return listed
  }

  #noteAttribute({ conversation, name, value }: ConversationAttributeRecord): void {
    const known = this.#attributes.get(conversation)
    if (known) known.set(name, value)
    else this.#attributes.set(conversation, new Map([[name, value]]))
  }

  #withTail(conversation: ConversationId, projected: Attributes): Attributes {
    const newer = this.#attributes.get(conversation)
    return newer ? new Map([...projected, ...newer]) : projected
  }

  /** Who left a group has left it, at whatever moment; everything else is as of the moment. */
  #changeIn({ record, position }: Entry): ListChange | undefined {
    if (record.type === 'membership') return record.user === this.#user ? record : undefined
    if (record.type === 'group') return record.dismissed ? record : undefined
    if (record.type !== 'message' && record.type !== 'read-mark' && record.type !== 'conversation-attribute') return undefined
    return position <= this.#asOf.position ? record : undefined
  }

  #changesOf(conversation: ConversationId): ListChange[] {
    const known = this.#changes.get(conversation)
    if (known) return known
    const changes: ListChange[] = []
    this.#changes.set(conversation, changes)
    return changes
  }

  #listed(
    conversation: ConversationId,
    row: ConversationRow | undefined,
    changes: readonly ListChange[],
  ): ListedWithoutAttributes | undefined {
    const shownUpTo = this.#asOf.newest.get(conversation) ?? Number.POSITIVE_INFINITY
    const controls = this.controls.of(conversation)
    const floor = this.controls.floors.get(conversation) ?? 0
    const readMark = this.readMarks.get(conversation)
    const standing = new Standing({ user: this.#user, readMark, row, shownUpTo, controls, floor })
    for (const change of changes) standing.apply(change)
    standing.touch(this.#moved.get(conversation) ?? 0)
    standing.removed(this.#removed.get(conversation) ?? 0)
    return standing.joinedAt > this.#asOf.stamp ? undefined : standing.listed(conversation)
  }
}

import type { AsOf, ConversationId, Entry, ListedConversation, ReadMark, UserId } from '@magpie-im/model'
import type { ConversationRow } from './engine.ts'
import { type ListChange, Standing } from './standing.ts'

/** What the tail says about a user's list up to a moment. */
export class ListOverlay {
  readonly #user: UserId
  readonly #asOf: AsOf
  readonly #changes = new Map<ConversationId, ListChange[]>()
  /** Groups of the tail that the user may be in. */
  readonly #joined = new Set<ConversationId>()
  /** The moment's read marks, where the moment or the tail knows them. */
  readonly readMarks: ReadonlyMap<ConversationId, ReadMark>

  /** `entries` are those that touch the user. */
  constructor(user: UserId, asOf: AsOf, entries: readonly Entry[]) {
    this.#user = user
    this.#asOf = asOf
    const readMarks = new Map<ConversationId, ReadMark>()
    for (const entry of entries) {
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

  get touched(): ReadonlySet<ConversationId> {
    return new Set(this.#changes.keys())
  }

  /** Of the groups that the tail touches those that the user may be in, given his rows of them. */
  groupsOf(groups: ReadonlySet<ConversationId>, rows: readonly ConversationRow[]): Set<ConversationId> {
    const his = rows.map((row) => row.conversation).filter((conversation) => groups.has(conversation))
    return new Set([...his, ...this.#joined])
  }

  /** All entries of a group, those that touch the user included. */
  addGroup(conversation: ConversationId, entries: readonly Entry[]): void {
    const changes = this.#changesOf(conversation)
    const marks = changes.filter(({ type }) => type === 'read-mark')
    const others = entries.flatMap((entry) => this.#changeIn(entry) ?? [])
    this.#changes.set(
      conversation,
      [...marks, ...others].sort((a, b) => a.stamp - b.stamp),
    )
  }

  /** The touched conversations, given those of them that a snapshot has. It may have some of the changes already. */
  apply(rows: readonly ConversationRow[]): ListedConversation[] {
    const byId = new Map(rows.map((row) => [row.conversation, row]))
    const listed: ListedConversation[] = []
    for (const [conversation, changes] of this.#changes) {
      const item = this.#listed(conversation, byId.get(conversation), changes)
      if (item) listed.push(item)
    }
    return listed
  }

  /** Who left a group has left it, at whatever moment; everything else is as of the moment. */
  #changeIn({ record, position }: Entry): ListChange | undefined {
    if (record.type === 'membership') return record.user === this.#user ? record : undefined
    if (record.type === 'group') return record.dismissed ? record : undefined
    if (record.type !== 'message' && record.type !== 'read-mark') return undefined
    return position <= this.#asOf.position ? record : undefined
  }

  #changesOf(conversation: ConversationId): ListChange[] {
    const known = this.#changes.get(conversation)
    if (known) return known
    const changes: ListChange[] = []
    this.#changes.set(conversation, changes)
    return changes
  }

  #listed(conversation: ConversationId, row: ConversationRow | undefined, changes: readonly ListChange[]): ListedConversation | undefined {
    const shownUpTo = this.#asOf.newest.get(conversation) ?? Number.POSITIVE_INFINITY
    const standing = new Standing({ user: this.#user, readMark: this.readMarks.get(conversation), row, shownUpTo })
    for (const change of changes) standing.apply(change)
    return standing.joinedAt > this.#asOf.stamp ? undefined : standing.listed(conversation)
  }
}

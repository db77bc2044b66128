import {
  type AsOf,
  type Attributes,
  type ConversationAttributeRecord,
  type ConversationId,
  countedForReader,
  type Entry,
  type JournalRecord,
  type ListedConversation,
  type Message,
  type MessageRecord,
  noAttributes,
  type ReadMark,
  type ReadMarkRecord,
  type UserId,
} from '@magpie-im/model'
import type { ConversationRow, ConversationRows } from './engine.ts'
import { peerOf } from './record-facts.ts'

type ListChange = MessageRecord | ReadMarkRecord | ConversationAttributeRecord

/** What the tail says about a user's list up to a moment. */
export class ListOverlay {
  readonly #user: UserId
  readonly #asOf: AsOf
  readonly #changes = new Map<ConversationId, ListChange[]>()
  readonly #attributes = new Map<ConversationId, Map<string, string>>()
  /** The moment's read marks, where the moment or the tail knows them. */
  readonly readMarks: ReadonlyMap<ConversationId, ReadMark>

  constructor(user: UserId, asOf: AsOf, entries: readonly Entry[]) {
    this.#user = user
    this.#asOf = asOf
    const readMarks = new Map<ConversationId, ReadMark>()
    for (const { position, record } of entries) {
      // Attributes are not shown as of the moment but as they are, which the next sync then repeats.
      if (record.type === 'conversation-attribute') this.#noteAttribute(record)
      if (position > asOf.position || !changesList(record)) continue
      const known = this.#changes.get(record.conversation)
      if (known) known.push(record)
      else this.#changes.set(record.conversation, [record])
      if (record.type === 'read-mark') readMarks.set(record.conversation, { seq: record.seq, seqId: record.seqId })
    }
    for (const [conversation, mark] of asOf.readMarks) readMarks.set(conversation, mark)
    this.readMarks = readMarks
  }

  get touched(): ReadonlySet<ConversationId> {
    return new Set(this.#changes.keys())
  }

  /** What a snapshot has of the page, and the touched conversations, of which it may have some of the changes already. */
  apply({ page, apart, attributes }: ConversationRows): {
    readonly unchanged: ListedConversation[]
    readonly changed: ListedConversation[]
  } {
    const attributesOf = (conversation: ConversationId) => this.#withTail(conversation, attributes.get(conversation) ?? noAttributes)
    const unchanged = page.map((row) => listedOf(row, this.#user, attributesOf(row.conversation)))
    const changed = this.#touchedOf(apart).map((item) => ({ ...item, attributes: attributesOf(item.conversation) }))
    return { unchanged, changed }
  }

  #touchedOf(rows: readonly ConversationRow[]): Omit<ListedConversation, 'attributes'>[] {
    const byId = new Map(rows.map((row) => [row.conversation, row]))
    const listed: Omit<ListedConversation, 'attributes'>[] = []
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

  #listed(conversation: ConversationId, row: ConversationRow | undefined, changes: readonly ListChange[]) {
    const lastSeq = this.#asOf.newest.get(conversation) ?? Number.POSITIVE_INFINITY
    const readMark = this.readMarks.get(conversation) ?? row?.readMark ?? { seq: 0, seqId: 0 }
    let { stamp, newest, countedAtMark } = row ?? { stamp: 0, newest: undefined, countedAtMark: 0 }
    for (const record of changes) {
      stamp = Math.max(stamp, record.stamp)
      if (record.type !== 'message' || record.seq > lastSeq) continue
      newest = record
      if (record.seq <= readMark.seq) countedAtMark = countedForReader(record, this.#user)
    }
    if (!newest) return undefined
    const unread = unreadOf(newest, countedAtMark, this.#user)
    return { conversation, peer: peerOf(newest, this.#user), stamp, readMark, unread, newest }
  }
}

function changesList(record: JournalRecord): record is ListChange {
  return record.type === 'message' || record.type === 'read-mark' || record.type === 'conversation-attribute'
}

function listedOf(row: ConversationRow, user: UserId, attributes: Attributes): ListedConversation {
  const { conversation, peer, stamp, readMark, newest } = row
  return { conversation, peer, stamp, readMark, unread: unreadOf(newest, row.countedAtMark, user), newest, attributes }
}

/** I6, from the running ordinals alone. */
function unreadOf(newest: Message, countedAtMark: number, user: UserId): number {
  return Math.max(0, countedForReader(newest, user) - countedAtMark)
}

import {
  type AsOf,
  type ConversationId,
  countedForReader,
  type Entry,
  type ListedConversation,
  type Message,
  type MessageRecord,
  type ReadMark,
  type ReadMarkRecord,
  type UserId,
} from '@magpie-im/model'
import type { ConversationRow } from './engine.ts'
import { peerOf } from './record-facts.ts'

type ListChange = MessageRecord | ReadMarkRecord

/** What the tail says about a user's list up to a moment. */
export class ListOverlay {
  readonly #user: UserId
  readonly #asOf: AsOf
  readonly #changes = new Map<ConversationId, ListChange[]>()
  /** The moment's read marks, where the moment or the tail knows them. */
  readonly readMarks: ReadonlyMap<ConversationId, ReadMark>

  constructor(user: UserId, asOf: AsOf, entries: readonly Entry[]) {
    this.#user = user
    this.#asOf = asOf
    const readMarks = new Map<ConversationId, ReadMark>()
    for (const { position, record } of entries) {
      if (position > asOf.position || (record.type !== 'message' && record.type !== 'read-mark')) continue
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

  #listed(conversation: ConversationId, row: ConversationRow | undefined, changes: readonly ListChange[]): ListedConversation | undefined {
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

export function listedOf(row: ConversationRow, user: UserId): ListedConversation {
  const { conversation, peer, stamp, readMark, newest } = row
  return { conversation, peer, stamp, readMark, unread: unreadOf(newest, row.countedAtMark, user), newest }
}

/** I6, from the running ordinals alone. */
function unreadOf(newest: Message, countedAtMark: number, user: UserId): number {
  return Math.max(0, countedForReader(newest, user) - countedAtMark)
}

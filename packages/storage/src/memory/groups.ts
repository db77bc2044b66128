import type {
  ConversationId,
  GroupId,
  Joining,
  JournalRecord,
  ListRemovalRecord,
  MessageControlRecord,
  MessageRecord,
  ReadMark,
  Stamp,
  UserId,
} from '@magpie-im/model'
import type { ConversationRow, ConversationRowsQuery } from '../engine.ts'
import type { MemoryMessages } from './messages.ts'

interface GroupMember {
  readonly joined: Joining
  stamp: Stamp
  readMark: ReadMark
  removedSeq: number
}

interface MemoryGroup {
  readonly id: GroupId
  stamp: Stamp
  readonly members: Map<UserId, GroupMember>
}

/** Groups and who is in them. */
export class MemoryGroups {
  readonly #groups = new Map<ConversationId, MemoryGroup>()
  readonly #messages: MemoryMessages

  constructor(messages: MemoryMessages) {
    this.#messages = messages
  }

  apply(record: JournalRecord): void {
    if (record.type === 'group') this.#put(record.conversation, record.id, record.dismissed)
    if (!changesLists(record)) return
    const group = this.#groups.get(record.conversation)
    if (!group) return
    if (record.type === 'message-control' && record.only !== undefined) touch(group.members.get(record.only), record.stamp)
    else if (record.type === 'message' || record.type === 'message-control') group.stamp = Math.max(group.stamp, record.stamp)
    else this.#change(group, record)
  }

  #change(group: MemoryGroup, record: OwnRecord): void {
    const member = group.members.get(record.user)
    if (record.type === 'read-mark') mark(member, record)
    else if (record.type === 'list-removal') remove(member, record)
    else if (record.type === 'conversation-attribute') touch(member, record.stamp)
    else if (record.role === 'gone') group.members.delete(record.user)
    else if (member?.joined.at !== record.joined.at) group.members.set(record.user, begun(record.joined))
  }

  /** The groups that `user` is in, and since when. */
  joined(user: UserId): Map<ConversationId, Stamp> {
    const joined = new Map<ConversationId, Stamp>()
    for (const [conversation, { members }] of this.#groups) {
      const member = members.get(user)
      if (member) joined.set(conversation, member.joined.at)
    }
    return joined
  }

  rows(query: ConversationRowsQuery): ConversationRow[] {
    const rows: ConversationRow[] = []
    for (const [conversation, group] of this.#groups) {
      const member = group.members.get(query.user)
      if (member && member.joined.at <= query.moment) rows.push(this.#row(conversation, { group, member, query }))
    }
    return rows
  }

  #put(conversation: ConversationId, id: GroupId, dismissed: boolean): void {
    const group = this.#groups.get(conversation) ?? { id, stamp: 0, members: new Map() }
    this.#groups.set(conversation, group)
    if (dismissed) group.members.clear()
  }

  #row(
    conversation: ConversationId,
    { group, member, query }: { group: MemoryGroup; member: GroupMember; query: ConversationRowsQuery },
  ): ConversationRow {
    const joinedSeq = member.joined.seq
    const named = query.readMarks.get(conversation)
    const readMark = named !== undefined && named.seq >= joinedSeq ? named : member.readMark
    const floor = this.#messages.floor(conversation, query)
    const counts = Math.max(floor, readMark.seq)
    const found = this.#messages.row(conversation, query, { counts, shows: Math.max(floor, joinedSeq) })
    const counted = (upTo: number) => (this.#messages.upTo(conversation, upTo)?.ordinal ?? 0) - this.#own(conversation, query.user, upTo)
    const lastSeq = Math.max(found.lastSeq, joinedSeq)
    return {
      ...{ conversation, audience: 'group', peer: group.id, stamp: Math.max(member.stamp, group.stamp), readMark, floor, joinedSeq },
      ...found,
      removedSeq: member.removedSeq,
      countedAtLast: counted(lastSeq),
      ownAtLast: this.#own(conversation, query.user, lastSeq),
      countedAtMark: counted(counts),
    }
  }

  #own(conversation: ConversationId, user: UserId, upTo: number): number {
    return this.#messages.lastOf(user, conversation, upTo)?.senderOrdinal ?? 0
  }
}

function begun(joined: Joining): GroupMember {
  return { joined, stamp: joined.at, readMark: { seq: joined.seq, seqId: joined.seqId }, removedSeq: 0 }
}

function mark(member: GroupMember | undefined, { seq, seqId, stamp }: ReadMark & { readonly stamp: Stamp }): void {
  if (!member || seq <= member.readMark.seq) return
  member.readMark = { seq, seqId }
  touch(member, stamp)
}

function touch(member: GroupMember | undefined, stamp: Stamp): void {
  if (member) member.stamp = Math.max(member.stamp, stamp)
}

function remove(member: GroupMember | undefined, { seq, stamp }: ListRemovalRecord): void {
  if (member) member.removedSeq = Math.max(member.removedSeq, seq)
  touch(member, stamp)
}

type OwnRecord = Extract<JournalRecord, { readonly type: 'membership' | 'read-mark' | 'conversation-attribute' | 'list-removal' }>
type ListRecord = OwnRecord | MessageRecord | MessageControlRecord

const listTypes: ReadonlySet<string> = new Set<ListRecord['type']>([
  'membership',
  'read-mark',
  'conversation-attribute',
  'list-removal',
  'message',
  'message-control',
])

function changesLists(record: JournalRecord): record is ListRecord {
  return listTypes.has(record.type)
}

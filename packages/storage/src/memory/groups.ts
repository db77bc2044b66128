import type { ConversationId, GroupId, Joining, JournalRecord, Message, ReadMark, Stamp, UserId } from '@magpie-im/model'
import type { ConversationRow, ConversationRowsQuery } from '../engine.ts'

interface GroupMember {
  readonly joined: Joining
  stamp: Stamp
  readMark: ReadMark
}

interface MemoryGroup {
  readonly id: GroupId
  stamp: Stamp
  readonly members: Map<UserId, GroupMember>
}

/** Groups and who is in them. */
export class MemoryGroups {
  readonly #groups = new Map<ConversationId, MemoryGroup>()
  readonly #messages: ReadonlyMap<ConversationId, readonly Message[]>

  constructor(messages: ReadonlyMap<ConversationId, readonly Message[]>) {
    this.#messages = messages
  }

  apply(record: JournalRecord): void {
    if (record.type === 'group') this.#put(record.conversation, record.id, record.dismissed)
    if (!changesLists(record)) return
    const group = this.#groups.get(record.conversation)
    if (!group) return
    if (record.type === 'message') {
      group.stamp = Math.max(group.stamp, record.stamp)
      return
    }
    const member = group.members.get(record.user)
    if (record.type === 'read-mark') mark(member, record)
    else if (record.type === 'conversation-attribute') touch(member, record.stamp)
    else if (record.role === 'gone') group.members.delete(record.user)
    else if (member?.joined.at !== record.joined.at) group.members.set(record.user, begun(record.joined))
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
    const upTo = query.newest.get(conversation) ?? Number.POSITIVE_INFINITY
    const newest = this.#messages.get(conversation)?.findLast(({ seq }) => seq <= upTo && seq > joinedSeq)
    const ownAtNewest = this.#own(conversation, query.user, newest?.seq ?? joinedSeq)
    const atMark = this.#messages.get(conversation)?.findLast(({ seq }) => seq <= readMark.seq)
    const countedAtMark = (atMark?.ordinal ?? 0) - this.#own(conversation, query.user, readMark.seq)
    const stamp = Math.max(member.stamp, group.stamp)
    return { conversation, audience: 'group', peer: group.id, stamp, readMark, countedAtMark, ownAtNewest, joinedSeq, newest }
  }

  #own(conversation: ConversationId, user: UserId, upTo: number): number {
    return this.#messages.get(conversation)?.findLast(({ seq, sender }) => seq <= upTo && sender === user)?.senderOrdinal ?? 0
  }
}

function begun(joined: Joining): GroupMember {
  return { joined, stamp: joined.at, readMark: { seq: joined.seq, seqId: joined.seqId } }
}

function mark(member: GroupMember | undefined, { seq, seqId, stamp }: ReadMark & { readonly stamp: Stamp }): void {
  if (!member || seq <= member.readMark.seq) return
  member.readMark = { seq, seqId }
  touch(member, stamp)
}

function touch(member: GroupMember | undefined, stamp: Stamp): void {
  if (member) member.stamp = Math.max(member.stamp, stamp)
}

type ListRecord = Extract<JournalRecord, { readonly type: 'message' | 'membership' | 'read-mark' | 'conversation-attribute' }>

function changesLists(record: JournalRecord): record is ListRecord {
  const { type } = record
  return type === 'message' || type === 'membership' || type === 'read-mark' || type === 'conversation-attribute'
}

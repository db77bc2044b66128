import {
  type ConversationId,
  countedForReader,
  type Joining,
  type JournalRecord,
  type ListedConversation,
  type Message,
  type ReadMark,
  type UserId,
} from '@magpie-im/model'
import type { ConversationRow } from './engine.ts'
import { peerOf } from './record-facts.ts'

export type ListChange = Extract<
  JournalRecord,
  { readonly type: 'message' | 'read-mark' | 'conversation-attribute' | 'membership' | 'group' }
>

/** What an item of a list has from messages, marks and memberships. */
export type ListedWithoutAttributes = Omit<ListedConversation, 'attributes'>

interface Start {
  readonly user: UserId
  /** At the moment, where it is known. */
  readonly readMark: ReadMark | undefined
  readonly row: ConversationRow | undefined
  /** Seq of the newest message to show. */
  readonly shownUpTo: number
}

/** How a conversation stands in a user's list while one change after the other is laid over its row. */
export class Standing {
  readonly #user: UserId
  readonly #shownUpTo: number
  /** When he joined the group, where the tail tells. */
  joinedAt = 0
  #isMember: boolean
  #joinedSeq: number
  #readMark: ReadMark
  #stamp: number
  #newest: Message | undefined
  #own: number
  #countedAtMark: number

  constructor({ user, readMark, row, shownUpTo }: Start) {
    this.#shownUpTo = shownUpTo
    this.#user = user
    this.#isMember = row?.audience === 'group'
    this.#joinedSeq = row?.joinedSeq ?? 0
    // A mark of an earlier membership lies before the joining.
    this.#readMark = readMark && readMark.seq >= this.#joinedSeq ? readMark : (row?.readMark ?? nothingRead)
    this.#stamp = row?.stamp ?? 0
    this.#newest = row?.newest
    this.#own = row?.ownAtNewest ?? 0
    this.#countedAtMark = row?.countedAtMark ?? 0
  }

  apply(change: ListChange): void {
    switch (change.type) {
      case 'message':
        this.#message(change, change.stamp)
        break
      case 'read-mark':
      case 'conversation-attribute':
        this.#touch(change.stamp)
        break
      case 'membership':
        this.#membership(change.role === 'gone' ? undefined : change.joined)
        break
      case 'group':
        this.#membership(undefined)
        break
    }
  }

  /** He is in the group since then, or out of it. A change of his role alone changes nothing else. */
  #membership(joined: Joining | undefined): void {
    const same = joined !== undefined && this.#isMember && joined.seq === this.#joinedSeq
    this.joinedAt = joined?.at ?? 0
    this.#isMember = joined !== undefined
    if (same || joined === undefined) return
    this.#joinedSeq = joined.seq
    if (this.#readMark.seq < joined.seq) this.#readMark = { seq: joined.seq, seqId: joined.seqId }
    this.#stamp = joined.at
    this.#newest = undefined
    this.#own = joined.senderOrdinal
    this.#countedAtMark = joined.ordinal - joined.senderOrdinal
  }

  #touch(stamp: number): void {
    this.#stamp = Math.max(this.#stamp, stamp)
  }

  #message(message: Message, stamp: number): void {
    if (message.audience === 'group' && (!this.#isMember || message.seq <= this.#joinedSeq)) return
    this.#touch(stamp)
    // The row has counted everything up to its newest message already.
    if (message.seq > this.#shownUpTo || message.seq <= (this.#newest?.seq ?? 0)) return
    this.#newest = message
    this.#own = ownUpTo(message, this.#user, this.#own)
    if (message.seq <= this.#readMark.seq) this.#countedAtMark = message.ordinal - this.#own
  }

  listed(conversation: ConversationId): ListedWithoutAttributes | undefined {
    const newest = this.#newest
    if (!newest || (newest.audience === 'group' && !this.#isMember)) return undefined
    const unread = Math.max(0, newest.ordinal - this.#own - this.#countedAtMark)
    const { audience } = newest
    return { conversation, audience, peer: peerOf(newest, this.#user), stamp: this.#stamp, readMark: this.#readMark, unread, newest }
  }
}

/** A user's own counted messages up to `message`, of which a message of two tells and one of a group only if it is his. */
function ownUpTo(message: Message, user: UserId, before: number): number {
  if (message.sender === user) return message.senderOrdinal
  return message.audience === 'single' ? message.ordinal - countedForReader(message, user) : before
}

const nothingRead: ReadMark = { seq: 0, seqId: 0 }

/** I6, from the running ordinals alone. */
export function listedOf(row: ConversationRow & { readonly newest: Message }): ListedWithoutAttributes {
  const { conversation, audience, peer, stamp, readMark, newest, ownAtNewest, countedAtMark } = row
  return { conversation, audience, peer, stamp, readMark, unread: Math.max(0, newest.ordinal - ownAtNewest - countedAtMark), newest }
}

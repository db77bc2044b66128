import {
  type ConversationId,
  countedForReader,
  type Joining,
  type JournalRecord,
  type ListedConversation,
  type Message,
  type MessageControlRecord,
  type ReadMark,
  type UserId,
} from '@magpie-im/model'
import type { ConversationRow, ListedRow } from './engine.ts'
import { controlled, fateAfter, isException } from './fate.ts'
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
  /** What was done to messages after they were sent, by seq. */
  readonly controls: ReadonlyMap<number, readonly MessageControlRecord[]>
  /** Messages up to this seq are gone. */
  readonly floor: number
}

/** How a conversation stands in a user's list while one change after the other is laid over its row. */
export class Standing {
  readonly #start: Start
  readonly #floor: number
  /** When he joined the group, where the tail tells. */
  joinedAt = 0
  #isMember: boolean
  #joinedSeq: number
  #readMark: ReadMark
  #stamp: number
  #removedSeq: number
  /** Newest first; what the tail says of them is not yet in them. */
  #newest: readonly Message[]
  #lastSeq: number
  #own: number
  #counted: number
  #countedAtMark: number
  #exceptions: number

  constructor(start: Start) {
    const { readMark, row } = start
    this.#start = start
    this.#floor = Math.max(start.floor, row?.floor ?? 0)
    this.#isMember = row?.audience === 'group'
    this.#joinedSeq = row?.joinedSeq ?? 0
    // A mark of an earlier membership lies before the joining.
    this.#readMark = readMark && readMark.seq >= this.#joinedSeq ? readMark : (row?.readMark ?? nothingRead)
    this.#stamp = row?.stamp ?? 0
    this.#removedSeq = row?.removedSeq ?? 0
    this.#newest = row?.newest ?? []
    this.#lastSeq = row?.lastSeq ?? 0
    this.#own = row?.ownAtLast ?? 0
    this.#counted = row?.countedAtLast ?? 0
    this.#countedAtMark = row?.countedAtMark ?? 0
    this.#exceptions = row?.exceptions ?? 0
  }

  apply(change: ListChange): void {
    switch (change.type) {
      case 'message':
        this.#message(change, change.stamp)
        break
      case 'read-mark':
      case 'conversation-attribute':
        this.touch(change.stamp)
        break
      case 'membership':
        this.#membership(change.role === 'gone' ? undefined : change.joined)
        break
      case 'group':
        this.#membership(undefined)
        break
    }
  }

  touch(stamp: number): void {
    this.#stamp = Math.max(this.#stamp, stamp)
  }

  /** Not listed until there is a message above `seq`. */
  removed(seq: number): void {
    this.#removedSeq = Math.max(this.#removedSeq, seq)
  }

  listed(conversation: ConversationId): ListedWithoutAttributes | undefined {
    const newest = this.#shownNewest()
    if (!newest || newest.seq <= this.#removedSeq || (newest.audience === 'group' && !this.#isMember)) return undefined
    const unread = Math.max(0, this.#counted - this.#countedAtMark - this.#exceptions - this.#exceptionsOfTail())
    const { audience } = newest
    return {
      conversation,
      audience,
      peer: peerOf(newest, this.#start.user),
      stamp: this.#stamp,
      readMark: this.#readMark,
      unread,
      newest,
    }
  }

  /** Nothing up to here counts or, but for what he has only read, is shown. */
  get #mark(): number {
    return Math.max(this.#readMark.seq, this.#joinedSeq, this.#floor)
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
    this.#newest = []
    this.#lastSeq = joined.seq
    this.#own = joined.senderOrdinal
    this.#counted = joined.ordinal - joined.senderOrdinal
    this.#countedAtMark = this.#counted
    this.#exceptions = 0
  }

  #message(message: Message, stamp: number): void {
    if (message.audience === 'group' && (!this.#isMember || message.seq <= this.#joinedSeq)) return
    this.touch(stamp)
    // The row has counted everything up to its newest message already.
    if (message.seq > this.#start.shownUpTo || message.seq <= this.#lastSeq) return
    this.#newest = this.#isDeleted(message) ? this.#newest : [message]
    this.#lastSeq = message.seq
    this.#own = ownUpTo(message, this.#start.user, this.#own)
    this.#counted = message.ordinal - this.#own
    if (message.seq <= this.#mark) this.#countedAtMark = this.#counted
  }

  #shownNewest(): Message | undefined {
    const above = Math.max(this.#joinedSeq, this.#floor)
    const newest = this.#newest.find((message) => message.seq > above && !this.#isDeleted(message))
    return newest && this.#controlsOf(newest.seq).reduce(controlled, newest)
  }

  #isDeleted({ seq }: Message): boolean {
    return fateAfter(undefined, this.#controlsOf(seq)) === 'delete'
  }

  #controlsOf(seq: number): readonly MessageControlRecord[] {
    return this.#start.controls.get(seq) ?? []
  }

  #exceptionsOfTail(): number {
    const { row, user, controls, shownUpTo } = this.#start
    let count = 0
    for (const [seq, done] of controls) {
      const [first] = done
      if (first === undefined || seq <= this.#mark || seq > Math.min(shownUpTo, this.#lastSeq)) continue
      if (isException(fateAfter(row?.fates.get(seq), done), first.target, user)) count++
    }
    return count
  }
}

/** A user's own counted messages up to `message`, of which a message of two tells and one of a group only if it is his. */
function ownUpTo(message: Message, user: UserId, before: number): number {
  if (message.audience !== 'group') return message.ordinal - countedForReader(message, user)
  return message.sender === user ? message.senderOrdinal : before
}

const nothingRead: ReadMark = { seq: 0, seqId: 0 }

/** I6, from the running ordinals and what does not count any more. */
export function unreadOf({ countedAtLast, countedAtMark, exceptions }: ConversationRow): number {
  return Math.max(0, countedAtLast - countedAtMark - exceptions)
}

export function listedOf(row: ListedRow): ListedWithoutAttributes {
  const { conversation, audience, peer, stamp, readMark } = row
  return { conversation, audience, peer, stamp, readMark, unread: unreadOf(row), newest: row.newest[0] }
}

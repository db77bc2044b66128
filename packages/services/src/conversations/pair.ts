import type { ConversationId, ReadMark, Stamp, UserId } from '@magpie-im/model'

export type Side = 0 | 1

/** A conversation of two, as its one writer knows it: everything that decides whether and where the next message goes. */
export class Pair {
  readonly id: ConversationId
  /** In the order of `pairOf`. */
  readonly members: readonly [UserId, UserId]
  /** Of the newest message, durable or not yet. */
  lastSeq = 0
  lastSeqId = 0
  /** Of the newest durable message; read marks are clamped to it (I6). */
  durableSeq = 0
  durableSeqId = 0
  /** Counted messages of each member. */
  ordinals: [number, number] = [0, 0]
  friends = false
  remarks: readonly [string, string] = ['', '']
  since: Stamp = 0
  readonly readMarks: [ReadMark, ReadMark] = [unread, unread]

  constructor(id: ConversationId, members: readonly [UserId, UserId]) {
    this.id = id
    this.members = members
  }

  setReadMark(side: Side, mark: ReadMark): void {
    this.readMarks[side] = mark
  }

  side(user: UserId): Side {
    return this.members[0] === user ? 0 : 1
  }

  has(user: UserId): boolean {
    return this.members[0] === user || this.members[1] === user
  }

  peerOf(user: UserId): UserId {
    return this.members[this.side(user) === 0 ? 1 : 0]
  }
}

const unread: ReadMark = { seq: 0, seqId: 0 }

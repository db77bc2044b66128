import {
  type Attribute,
  type Attributes,
  type ConversationId,
  type Message,
  noAttributes,
  type ReadMark,
  type Stamp,
  type UserId,
} from '@magpie-im/model'

export type Side = 0 | 1

/** A conversation of two, as its one writer knows it: everything that decides whether and where the next message goes. */
export class Pair {
  readonly id: ConversationId
  /** In the order of `pairOf`. */
  readonly members: readonly [UserId, UserId]
  #lastSeq = 0
  #lastSeqId = 0
  #durableSeq = 0
  #durableSeqId = 0
  readonly #ordinals: [number, number] = [0, 0]
  friends = false
  remarks: readonly [string, string] = ['', '']
  since: Stamp = 0
  /** What each member keeps about the other; empty unless they are friends. */
  attributes: readonly [Attributes, Attributes] = [noAttributes, noAttributes]
  readonly readMarks: [ReadMark, ReadMark] = [unread, unread]

  constructor(id: ConversationId, members: readonly [UserId, UserId]) {
    this.id = id
    this.members = members
  }

  /** Of the newest message, durable or not yet. */
  get last(): Numbers {
    return { seq: this.#lastSeq, seqId: this.#lastSeqId }
  }

  /** Of the newest durable message; read marks are clamped to it (I6). */
  get durable(): Numbers {
    return { seq: this.#durableSeq, seqId: this.#durableSeqId }
  }

  /** Counted messages of each member. */
  get ordinals(): readonly [number, number] {
    return this.#ordinals
  }

  /** Whether `user` has written here. */
  hasWritten(user: UserId): boolean {
    return this.#ordinals[this.side(user)] > 0
  }

  /** The numbers of the next message (I2, I12); it is the newest once it is `appended`. */
  number(sender: UserId, stamp: Stamp): MessageNumbers {
    return {
      seq: this.#lastSeq + 1,
      seqId: Math.max(this.#lastSeqId + 1, stamp),
      senderOrdinal: this.#ordinals[this.side(sender)] + 1,
      ordinal: this.#ordinals[0] + this.#ordinals[1] + 1,
    }
  }

  appended(message: CountedMessage): void {
    this.#lastSeq = message.seq
    this.#lastSeqId = message.seqId
    this.#ordinals[this.side(message.sender)] = message.senderOrdinal
  }

  becameDurable(message: CountedMessage): void {
    this.#durableSeq = message.seq
    this.#durableSeqId = message.seqId
  }

  /** The newest message was never issued: the next one gets its number. All that wait fail together, so the durable one is the last again. */
  takeBack(message: CountedMessage): void {
    this.#lastSeq = message.seq - 1
    this.#lastSeqId = this.#durableSeqId
    this.#ordinals[this.side(message.sender)] = message.senderOrdinal - 1
  }

  /** Where a record of the journal says the counters stand. */
  restore(last: Numbers, ordinals: readonly [number, number]): void {
    this.#lastSeq = this.#durableSeq = last.seq
    this.#lastSeqId = this.#durableSeqId = last.seqId
    this.#ordinals[0] = ordinals[0]
    this.#ordinals[1] = ordinals[1]
  }

  setReadMark(side: Side, mark: ReadMark): void {
    this.readMarks[side] = mark
  }

  remarksWith(side: Side, remark: string): readonly [string, string] {
    return side === 0 ? [remark, this.remarks[1]] : [this.remarks[0], remark]
  }

  attributesWith(side: Side, { name, value }: Attribute): readonly [Attributes, Attributes] {
    const own = new Map([...this.attributes[side], [name, value]])
    return side === 0 ? [own, this.attributes[1]] : [this.attributes[0], own]
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

interface Numbers {
  readonly seq: number
  readonly seqId: number
}

interface MessageNumbers extends Numbers {
  readonly senderOrdinal: number
  readonly ordinal: number
}

type CountedMessage = Pick<Message, 'seq' | 'seqId' | 'sender' | 'senderOrdinal'>

const unread: ReadMark = { seq: 0, seqId: 0 }

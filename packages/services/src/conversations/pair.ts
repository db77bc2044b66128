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
import type { Epochs } from '../epochs.ts'
import { beginning, type Place, Sequence } from './sequence.ts'
import type { Thread } from './thread.ts'

export type Side = 0 | 1

// Most conversations have nothing of these, and there are very many of them.
export const noRemarks = ['', ''] as const
export const nothingKept = [noAttributes, noAttributes] as const
const nothingRead = [beginning, beginning] as const

/** A conversation of two, as its one writer knows it: everything that decides whether and where the next message goes. */
export class Pair implements Thread {
  readonly kind = 'single'
  readonly keepsDelivered = true
  readonly id: ConversationId
  /** In the order of `pairOf`. */
  readonly members: readonly [UserId, UserId]
  readonly #sequence: Sequence
  readonly #ordinals: [number, number] = [0, 0]
  friends = false
  remarks: readonly [string, string] = noRemarks
  since: Stamp = 0
  /** What each member keeps about the other; empty unless they are friends. */
  attributes: readonly [Attributes, Attributes] = nothingKept
  readMarks: readonly [ReadMark, ReadMark] = nothingRead
  #deliveredMarks: readonly [ReadMark, ReadMark] = nothingRead
  expired: Place = beginning

  constructor(id: ConversationId, members: readonly [UserId, UserId], epochs: Pick<Epochs, 'seq'>) {
    this.#sequence = new Sequence(epochs)
    this.id = id
    this.members = members
  }

  get parties(): readonly UserId[] {
    return this.members
  }

  /** Of the newest message, durable or not yet. */
  get last(): Place {
    return this.#sequence.last
  }

  /** Of the newest durable message; read marks are clamped to it (I6). */
  get durable(): Place {
    return this.#sequence.durable
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
      ...this.#sequence.next(stamp),
      senderOrdinal: this.#ordinals[this.side(sender)] + 1,
      ordinal: this.#ordinals[0] + this.#ordinals[1] + 1,
    }
  }

  appended(message: CountedMessage): void {
    this.#sequence.appended(message)
    this.#ordinals[this.side(message.sender)] = message.senderOrdinal
  }

  becameDurable(message: CountedMessage): void {
    this.#sequence.becameDurable(message)
  }

  takeBack(message: CountedMessage): void {
    this.#sequence.takeBack(message)
    this.#ordinals[this.side(message.sender)] = message.senderOrdinal - 1
  }

  /** Where a record of the journal says the counters stand. */
  restore(last: Place, ordinals: readonly [number, number]): void {
    this.#sequence.restore(last)
    this.#ordinals[0] = ordinals[0]
    this.#ordinals[1] = ordinals[1]
  }

  readMarkOf(user: UserId): ReadMark {
    return this.readMarks[this.side(user)]
  }

  setReadMark(user: UserId, mark: ReadMark): void {
    this.readMarks = this.side(user) === 0 ? [mark, this.readMarks[1]] : [this.readMarks[0], mark]
  }

  deliveredMarkOf(user: UserId): ReadMark {
    return this.#deliveredMarks[this.side(user)]
  }

  setDeliveredMark(user: UserId, mark: ReadMark): void {
    const [first, second] = this.#deliveredMarks
    this.#deliveredMarks = this.side(user) === 0 ? [mark, second] : [first, mark]
  }

  readableAbove(): number {
    return this.expired.seqId
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

export interface MessageNumbers extends Place {
  readonly senderOrdinal: number
  readonly ordinal: number
}

export type CountedMessage = Pick<Message, 'seq' | 'seqId' | 'sender' | 'senderOrdinal' | 'ordinal' | 'counted'>

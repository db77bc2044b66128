import type { AppId, ConversationId, ReadMark, Stamp, UserId } from '@magpie-im/model'
import type { Epochs } from '../epochs.ts'
import type { CountedMessage, MessageNumbers } from './pair.ts'
import { beginning, type Place, Sequence } from './sequence.ts'
import type { Thread } from './thread.ts'

/** The conversation in which a user is given notice by an application, as its one writer knows it. Only the user is in it. */
export class NoticeState implements Thread {
  readonly kind = 'notice'
  /** Its only reader is nobody's to tell. */
  readonly keepsDelivered = false
  readonly id: ConversationId
  readonly app: AppId
  readonly user: UserId
  readonly #sequence: Sequence
  #ordinal = 0
  #readMark: ReadMark = beginning
  expired: Place = beginning

  constructor(id: ConversationId, { app, user }: { readonly app: AppId; readonly user: UserId }, epochs: Pick<Epochs, 'seq'>) {
    this.#sequence = new Sequence(epochs)
    this.id = id
    this.app = app
    this.user = user
  }

  get last(): Place {
    return this.#sequence.last
  }

  get durable(): Place {
    return this.#sequence.durable
  }

  /** Counted notices. */
  get ordinal(): number {
    return this.#ordinal
  }

  has(user: UserId): boolean {
    return user === this.user
  }

  get parties(): readonly UserId[] {
    return [this.user]
  }

  peerOf(): AppId {
    return this.app
  }

  readMarkOf(): ReadMark {
    return this.#readMark
  }

  setReadMark(_user: UserId, mark: ReadMark): void {
    this.#readMark = mark
  }

  deliveredMarkOf(): ReadMark {
    return this.#readMark
  }

  setDeliveredMark(): void {
    // It is not kept.
  }

  readableAbove(): number {
    return this.expired.seqId
  }

  /** The application counts as one sender, whoever writes in its name. */
  number(stamp: Stamp, counted: boolean): MessageNumbers {
    const ordinal = this.#ordinal + (counted ? 1 : 0)
    return { ...this.#sequence.next(stamp), senderOrdinal: ordinal, ordinal }
  }

  appended(notice: CountedMessage): void {
    this.#sequence.appended(notice)
    this.#ordinal = notice.ordinal
  }

  becameDurable(notice: CountedMessage): void {
    this.#sequence.becameDurable(notice)
  }

  takeBack(notice: CountedMessage): void {
    this.#sequence.takeBack(notice)
    this.#ordinal = notice.ordinal - (notice.counted ? 1 : 0)
  }

  /** Where a record of the journal says the counters stand. */
  restore(last: Place, ordinal: number): void {
    this.#sequence.restore(last)
    this.#ordinal = ordinal
  }
}

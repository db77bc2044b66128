import type { JournalRecord, Stamps, User, UserId, UserRecord } from '@magpie-im/model'
import type { Change } from '../commit.ts'
import { Numbered } from '../numbered.ts'

/** All users, as their writer knows them: the state behind sign-in and "is there such a user". */
export class Accounts {
  readonly #byId = new Map<UserId, User>()
  readonly #ids = new Numbered<UserId>()
  readonly #stamps: Stamps
  #lastNumber = 0

  constructor(stamps: Stamps) {
    this.#stamps = stamps
  }

  get size(): number {
    return this.#byId.size
  }

  find(id: UserId): User | undefined {
    return this.#byId.get(id)
  }

  /** In the order in which the users were added. */
  list(): IterableIterator<User> {
    return this.#byId.values()
  }

  /** Those with a number above `number`, in the order of their numbers. */
  *above(number: number): Iterable<User> {
    for (const id of this.#ids.above(number)) {
      const user = this.#byId.get(id)
      if (user !== undefined) yield user
    }
  }

  /** The highest number that was given. */
  get lastNumber(): number {
    return this.#lastNumber
  }

  /** No number up to this one is given from now on. */
  observe(number: number): void {
    this.#lastNumber = Math.max(this.#lastNumber, number)
  }

  nextNumber(): number {
    this.#lastNumber++
    return this.#lastNumber
  }

  /** The change that makes `user` be so from now on. */
  change(user: User): Change {
    const before = this.#byId.get(user.id)
    const record = { type: 'user', stamp: this.#stamps.next(), ...user } as const
    return {
      record,
      apply: () => this.#set(user),
      undo: () => {
        if (before === undefined) this.#remove(user)
        else this.#set(before)
      },
    }
  }

  restore(record: UserRecord): void {
    const { type: _, stamp: __, ...user } = record
    this.#set(user)
    this.observe(user.number)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const user of this.#byId.values()) yield { type: 'user', stamp: this.#stamps.next(), ...user }
  }

  #set(user: User): void {
    this.#byId.set(user.id, user)
    this.#ids.set(user.number, user.id)
  }

  #remove({ id, number }: User): void {
    this.#byId.delete(id)
    this.#ids.delete(number)
  }
}

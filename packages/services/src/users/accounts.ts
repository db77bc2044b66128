import type { JournalRecord, Stamps, User, UserId, UserRecord } from '@magpie-im/model'
import type { Change } from '../commit.ts'

/** All users, as their writer knows them: the state behind sign-in and "is there such a user". */
export class Accounts {
  readonly #byId = new Map<UserId, User>()
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
      apply: () => void this.#byId.set(user.id, user),
      undo: () => {
        if (before === undefined) this.#byId.delete(user.id)
        else this.#byId.set(user.id, before)
      },
    }
  }

  restore(record: UserRecord): void {
    const { type: _, stamp: __, ...user } = record
    this.#byId.set(user.id, user)
    this.#lastNumber = Math.max(this.#lastNumber, user.number)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const user of this.#byId.values()) yield { type: 'user', stamp: this.#stamps.next(), ...user }
  }
}

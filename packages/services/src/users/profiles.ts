import { emptyProfile, type JournalRecord, type Profile, type ProfileRecord, type Stamps, type UserId } from '@magpie-im/model'
import type { Change } from '../commit.ts'
import type { Accounts } from './accounts.ts'

/** What users tell of themselves. */
export class Profiles {
  readonly #byUser = new Map<UserId, Profile>()
  /** Users of each department; none: it is not in it. */
  readonly #byDepartment = new Map<string, number>()
  readonly #accounts: Accounts
  readonly #stamps: Stamps

  constructor(accounts: Accounts, stamps: Stamps) {
    this.#accounts = accounts
    this.#stamps = stamps
  }

  /** Undefined: there is no such user. One who never told anything goes by the name of his account. */
  find(id: UserId): Profile | undefined {
    const account = this.#accounts.find(id)
    return account && (this.#byUser.get(id) ?? { ...emptyProfile, nick: account.name })
  }

  /** How many users say that they are in `department`. */
  countIn(department: string): number {
    return this.#byDepartment.get(department) ?? 0
  }

  change(user: UserId, profile: Profile): Change {
    const before = this.#byUser.get(user)
    return {
      record: { type: 'profile', stamp: this.#stamps.next(), user, ...profile },
      apply: () => this.#set(user, profile),
      undo: () => this.#set(user, before),
    }
  }

  restore({ type: _, stamp: __, user, ...profile }: ProfileRecord): void {
    this.#set(user, profile)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const [user, profile] of this.#byUser) yield { type: 'profile', stamp: this.#stamps.next(), user, ...profile }
  }

  #set(user: UserId, profile: Profile | undefined): void {
    this.#count(this.#byUser.get(user), -1)
    this.#count(profile, 1)
    if (profile === undefined) this.#byUser.delete(user)
    else this.#byUser.set(user, profile)
  }

  #count(profile: Profile | undefined, by: number): void {
    if (profile === undefined || profile.department === '') return
    const count = this.countIn(profile.department) + by
    if (count === 0) this.#byDepartment.delete(profile.department)
    else this.#byDepartment.set(profile.department, count)
  }
}

import { emptyProfile, type JournalRecord, type Profile, type ProfileRecord, type Stamps, type UserId } from '@magpie-im/model'
import type { Change } from '../commit.ts'
import type { Accounts } from './accounts.ts'

/** What users tell of themselves. */
export class Profiles {
  readonly #byUser = new Map<UserId, Profile>()
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

  change(user: UserId, profile: Profile): Change {
    const before = this.#byUser.get(user)
    return {
      record: { type: 'profile', stamp: this.#stamps.next(), user, ...profile },
      apply: () => void this.#byUser.set(user, profile),
      undo: () => {
        if (before === undefined) this.#byUser.delete(user)
        else this.#byUser.set(user, before)
      },
    }
  }

  restore({ type: _, stamp: __, user, ...profile }: ProfileRecord): void {
    this.#byUser.set(user, profile)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const [user, profile] of this.#byUser) yield { type: 'profile', stamp: this.#stamps.next(), user, ...profile }
  }
}

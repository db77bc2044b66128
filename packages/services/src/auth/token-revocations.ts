import type { JournalRecord, Stamp, Stamps, TokenRevocationRecord, UserId } from '@magpie-im/model'
import type { Change } from '../commit.ts'
import type { VerifiedToken } from './tokens.ts'

interface Revoked {
  /** All that were issued up to then; 0: not all. */
  readonly upTo: Stamp
  /** Single ones. */
  readonly tokens: ReadonlySet<string>
}

const nothing: Revoked = { upTo: 0, tokens: new Set() }

/** Tokens that are not accepted any more. */
export class TokenRevocations {
  readonly #byUser = new Map<UserId, Revoked>()
  readonly #stamps: Stamps

  constructor(stamps: Stamps) {
    this.#stamps = stamps
  }

  /** How many single tokens of a user were revoked. */
  count(user: UserId): number {
    return this.#of(user).tokens.size
  }

  /** A token tells seconds, so one of the second in which all were revoked counts as issued before. */
  has(user: UserId, { id, issuedAt = 0 }: VerifiedToken): boolean {
    const { upTo, tokens } = this.#of(user)
    return (upTo > 0 && issuedAt * 1_000_000 <= upTo) || (id !== undefined && tokens.has(id))
  }

  /** Seconds since 1970: tokens issued from then on are good. */
  goodFrom(user: UserId): number {
    return Math.floor(this.#of(user).upTo / 1_000_000) + 1
  }

  /** `token` undefined: all that were issued up to now. */
  revoke(user: UserId, token: string | undefined): Change {
    const before = this.#of(user)
    const record = { type: 'token-revocation', stamp: this.#stamps.next(), user, token } as const
    return {
      record,
      apply: () => this.restore(record),
      undo: () => void this.#byUser.set(user, before),
    }
  }

  restore({ user, token, stamp }: TokenRevocationRecord): void {
    const before = this.#of(user)
    // Those revoked alone were issued before, so they are among all.
    this.#byUser.set(
      user,
      token === undefined ? { upTo: stamp, tokens: new Set() } : { ...before, tokens: new Set([...before.tokens, token]) },
    )
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const [user, { upTo, tokens }] of this.#byUser) {
      if (upTo > 0) yield { type: 'token-revocation', stamp: upTo, user, token: undefined }
      for (const token of tokens) yield { type: 'token-revocation', stamp: this.#stamps.next(), user, token }
    }
  }

  #of(user: UserId): Revoked {
    return this.#byUser.get(user) ?? nothing
  }
}

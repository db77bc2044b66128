import type { BlockRecord, JournalRecord, Stamps, UserId } from '@magpie-im/model'
import type { Change } from '../commit.ts'

/** Who has blocked whom. */
export class Blocks {
  readonly #byUser = new Map<UserId, Set<UserId>>()
  readonly #stamps: Stamps

  constructor(stamps: Stamps) {
    this.#stamps = stamps
  }

  has(user: UserId, other: UserId): boolean {
    return this.#byUser.get(user)?.has(other) === true
  }

  /** Whether one of the two has blocked the other. */
  between(a: UserId, b: UserId): boolean {
    return this.has(a, b) || this.has(b, a)
  }

  /** In the order in which `user` blocked them. */
  list(user: UserId): readonly UserId[] {
    return [...(this.#byUser.get(user) ?? [])]
  }

  change(user: UserId, other: UserId, blocked: boolean): Change {
    const before = this.has(user, other)
    return {
      record: { type: 'block', stamp: this.#stamps.next(), user, other, blocked },
      apply: () => this.#set(user, other, blocked),
      undo: () => this.#set(user, other, before),
    }
  }

  restore({ user, other, blocked }: BlockRecord): void {
    this.#set(user, other, blocked)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const [user, others] of this.#byUser) {
      for (const other of others) yield { type: 'block', stamp: this.#stamps.next(), user, other, blocked: true }
    }
  }

  #set(user: UserId, other: UserId, blocked: boolean): void {
    const others = this.#byUser.get(user) ?? new Set()
    if (blocked) others.add(other)
    else others.delete(other)
    if (others.size === 0) this.#byUser.delete(user)
    else this.#byUser.set(user, others)
  }
}

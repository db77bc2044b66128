import type { JournalRecord, MuteRecord, Stamp, Stamps, UserId } from '@magpie-im/model'
import type { Change } from '../commit.ts'

/** Users who may not write anywhere for a time. */
export class Mutes {
  readonly #until = new Map<UserId, Stamp>()
  readonly #stamps: Stamps

  constructor(stamps: Stamps) {
    this.#stamps = stamps
  }

  /** 0: he is not muted. */
  until(user: UserId): Stamp {
    return this.#until.get(user) ?? 0
  }

  change(user: UserId, until: Stamp): Change {
    const before = this.until(user)
    return {
      record: { type: 'mute', stamp: this.#stamps.next(), user, until },
      apply: () => this.#set(user, until),
      undo: () => this.#set(user, before),
    }
  }

  restore({ user, until }: MuteRecord): void {
    this.#set(user, until)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const [user, until] of this.#until) yield { type: 'mute', stamp: this.#stamps.next(), user, until }
  }

  #set(user: UserId, until: Stamp): void {
    if (until === 0) this.#until.delete(user)
    else this.#until.set(user, until)
  }
}

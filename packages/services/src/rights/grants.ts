import type { ConversationId, Grant, GrantRecord, JournalRecord, Right, Stamps, UserId } from '@magpie-im/model'
import type { Change } from '../commit.ts'

/** The rights that users were given beyond those of everybody. */
export class Grants {
  readonly #byUser = new Map<UserId, Grant[]>()
  readonly #stamps: Stamps

  constructor(stamps: Stamps) {
    this.#stamps = stamps
  }

  of(user: UserId): readonly Grant[] {
    return this.#byUser.get(user) ?? []
  }

  /** Whether he has it everywhere or, with `conversation`, at least there. */
  has(user: UserId, right: Right, conversation?: ConversationId): boolean {
    return this.of(user).some((grant) => grant.right === right && (grant.conversation === undefined || grant.conversation === conversation))
  }

  change(grant: Grant, granted: boolean): Change {
    const before = this.of(grant.user)
    return {
      record: { type: 'grant', stamp: this.#stamps.next(), ...grant, granted },
      apply: () => this.#set(grant, granted),
      undo: () => void this.#byUser.set(grant.user, [...before]),
    }
  }

  restore({ user, right, conversation, granted }: GrantRecord): void {
    this.#set({ user, right, conversation }, granted)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const grants of this.#byUser.values()) {
      for (const grant of grants) yield { type: 'grant', stamp: this.#stamps.next(), ...grant, granted: true }
    }
  }

  #set(grant: Grant, granted: boolean): void {
    const others = this.of(grant.user).filter(({ right, conversation }) => right !== grant.right || conversation !== grant.conversation)
    this.#byUser.set(grant.user, granted ? [...others, grant] : others)
  }
}

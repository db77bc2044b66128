import type { ConversationId, JournalRecord, MonitoringRecord, Stamps, UserId } from '@magpie-im/model'
import type { Change } from '../commit.ts'

/** Who follows which conversations without being in them. */
export class Monitors {
  readonly #byConversation = new Map<ConversationId, Set<UserId>>()
  readonly #byUser = new Map<UserId, Set<ConversationId>>()
  readonly #stamps: Stamps

  constructor(stamps: Stamps) {
    this.#stamps = stamps
  }

  of(conversation: ConversationId): ReadonlySet<UserId> {
    return this.#byConversation.get(conversation) ?? nobody
  }

  /** In the order in which he began. */
  followedBy(user: UserId): readonly ConversationId[] {
    return [...(this.#byUser.get(user) ?? [])]
  }

  follows(user: UserId, conversation: ConversationId): boolean {
    return this.of(conversation).has(user)
  }

  change(user: UserId, conversation: ConversationId, following: boolean): Change {
    const before = this.follows(user, conversation)
    return {
      record: { type: 'monitoring', stamp: this.#stamps.next(), user, conversation, following },
      apply: () => this.#set(user, conversation, following),
      undo: () => this.#set(user, conversation, before),
    }
  }

  restore({ user, conversation, following }: MonitoringRecord): void {
    this.#set(user, conversation, following)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const [user, conversations] of this.#byUser) {
      for (const conversation of conversations) {
        yield { type: 'monitoring', stamp: this.#stamps.next(), user, conversation, following: true }
      }
    }
  }

  #set(user: UserId, conversation: ConversationId, following: boolean): void {
    setIn(this.#byConversation, conversation, { value: user, present: following })
    setIn(this.#byUser, user, { value: conversation, present: following })
  }
}

const nobody: ReadonlySet<UserId> = new Set()

function setIn<K, V>(sets: Map<K, Set<V>>, key: K, { value, present }: { readonly value: V; readonly present: boolean }): void {
  const set = sets.get(key) ?? new Set()
  if (present) set.add(value)
  else set.delete(value)
  if (set.size === 0) sets.delete(key)
  else sets.set(key, set)
}

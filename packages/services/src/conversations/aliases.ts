import type { AliasRecord, ConversationId, JournalRecord, Stamps, UserId } from '@magpie-im/model'
import type { Change } from '../commit.ts'

interface Labels {
  readonly byLabel: Map<string, ConversationId>
  /** An empty label: the user chose his door's default. */
  readonly byConversation: Map<ConversationId, string>
}

/** The labels by which users know their conversations: at most one for each, and no label names two (I8 starts here). */
export class Aliases {
  readonly #byUser = new Map<UserId, Labels>()
  /** How many users have a conversation of this name. */
  readonly #uses = new Map<string, number>()
  readonly #stamps: Stamps

  constructor(stamps: Stamps) {
    this.#stamps = stamps
  }

  /** Undefined: the user never chose one. */
  labelOf(user: UserId, conversation: ConversationId): string | undefined {
    return this.#byUser.get(user)?.byConversation.get(conversation)
  }

  find(user: UserId, label: string): ConversationId | undefined {
    return this.#byUser.get(user)?.byLabel.get(label)
  }

  /** Whether anybody calls a conversation so. */
  inUse(label: string): boolean {
    return (this.#uses.get(label) ?? 0) > 0
  }

  change(user: UserId, conversation: ConversationId, label: string): Change {
    const before = this.labelOf(user, conversation)
    return {
      record: { type: 'alias', stamp: this.#stamps.next(), user, conversation, label },
      apply: () => this.#set(user, conversation, label),
      undo: () => this.#set(user, conversation, before),
    }
  }

  restore(record: AliasRecord): void {
    this.#set(record.user, record.conversation, record.label)
  }

  *snapshot(): Iterable<JournalRecord> {
    for (const [user, labels] of this.#byUser) {
      for (const [conversation, label] of labels.byConversation) {
        yield { type: 'alias', stamp: this.#stamps.next(), user, conversation, label }
      }
    }
  }

  #set(user: UserId, conversation: ConversationId, label: string | undefined): void {
    const labels = this.#byUser.get(user) ?? { byLabel: new Map(), byConversation: new Map() }
    this.#byUser.set(user, labels)
    const old = labels.byConversation.get(conversation)
    if (old !== undefined && labels.byLabel.delete(old)) this.#count(old, -1)
    labels.byConversation.delete(conversation)
    if (label === undefined) return
    labels.byConversation.set(conversation, label)
    if (label === '') return
    if (!labels.byLabel.has(label)) this.#count(label, 1)
    labels.byLabel.set(label, conversation)
  }

  #count(label: string, by: 1 | -1): void {
    const uses = (this.#uses.get(label) ?? 0) + by
    if (uses === 0) this.#uses.delete(label)
    else this.#uses.set(label, uses)
  }
}

import type { ConversationId, Entry, ExpiryRecord, Message, MessageControlRecord, UserId } from '@magpie-im/model'
import { controlled } from './fate.ts'

type BySeq = Map<number, MessageControlRecord[]>

const none: ReadonlyMap<number, readonly MessageControlRecord[]> = new Map()

/** What the tail says became of messages after they were sent, for one reader. It may say again what a snapshot has already. */
export class ControlOverlay {
  readonly #reader: UserId | undefined
  readonly #controls = new Map<ConversationId, BySeq>()
  readonly #expiries = new Map<ConversationId, ExpiryRecord>()

  /** Without a reader nobody's own deletions count. */
  constructor(reader: UserId | undefined, entries: readonly Entry[]) {
    this.#reader = reader
    for (const { record } of entries) {
      if (record.type === 'message-control') this.#note(record)
      if (record.type !== 'expiry') continue
      const known = this.#expiries.get(record.conversation)
      if (known === undefined || known.seq < record.seq) this.#expiries.set(record.conversation, record)
    }
  }

  /** Of one conversation by seq, each in the order it was done. */
  of(conversation: ConversationId): ReadonlyMap<number, readonly MessageControlRecord[]> {
    return this.#controls.get(conversation) ?? none
  }

  get controlled(): ReadonlyMap<ConversationId, ReadonlySet<number>> {
    return new Map(Array.from(this.#controls, ([conversation, bySeq]) => [conversation, new Set(bySeq.keys())]))
  }

  get floors(): ReadonlyMap<ConversationId, number> {
    return new Map(Array.from(this.#expiries, ([conversation, { seq }]) => [conversation, seq]))
  }

  /** The seqId up to which messages are gone. */
  floorOf(conversation: ConversationId): number {
    return this.#expiries.get(conversation)?.seqId ?? 0
  }

  /** The message as it is now; undefined when it is not shown any more. */
  shown(message: Message): Message | undefined {
    if (message.seq <= (this.#expiries.get(message.conversation)?.seq ?? 0)) return undefined
    let shown = message
    for (const control of this.of(message.conversation).get(message.seq) ?? []) {
      if (control.action === 'delete') return undefined
      shown = controlled(shown, control)
    }
    return shown
  }

  #note(record: MessageControlRecord): void {
    const { conversation, only, target } = record
    if (only !== undefined && only !== this.#reader) return
    const bySeq = this.#controls.get(conversation) ?? new Map<number, MessageControlRecord[]>()
    this.#controls.set(conversation, bySeq)
    bySeq.set(target.seq, [...(bySeq.get(target.seq) ?? []), record])
  }
}

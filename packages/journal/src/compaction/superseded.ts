import { type ConversationId, type Entry, type JournalRecord, type Position, withoutContent } from '@magpie-im/model'

/** Which message. */
interface Place {
  readonly conversation: ConversationId
  readonly seq: number
}

/** Contents that later records took away. Told of records from the newest segment back to the oldest. */
export class Superseded {
  /** By seq, where the last control for everybody lies. */
  readonly #controls = new Map<ConversationId, Map<number, Position>>()
  /** Up to which seq messages are gone. */
  readonly #expiries = new Map<ConversationId, number>()
  #count = 0

  /** How much it holds. */
  get size(): number {
    return this.#count + this.#expiries.size
  }

  /** In any order within a segment. */
  note({ record, position }: Entry): void {
    if (record.type === 'expiry') {
      this.#expiries.set(record.conversation, Math.max(record.seq, this.#expiries.get(record.conversation) ?? 0))
    } else if (record.type === 'message-control' && record.only === undefined) {
      this.#noteControl(record.conversation, record.target.seq, position)
    }
  }

  /** Whether what a record at `position` says in a message is gone. */
  covers({ conversation, seq }: Place, position: Position): boolean {
    if (seq <= (this.#expiries.get(conversation) ?? 0)) return true
    return (this.#controls.get(conversation)?.get(seq) ?? 0) > position
  }

  /** Whether a control of the message was noted. */
  isControlled({ conversation, seq }: Place): boolean {
    return this.#controls.get(conversation)?.has(seq) ?? false
  }

  /** The record without what is gone; undefined when it has nothing of that. */
  without({ record, position }: Entry): JournalRecord | undefined {
    if (record.type === 'message') {
      const hasContent = record.body !== '' || record.push !== undefined
      return hasContent && this.covers(record, position) ? withoutContent(record) : undefined
    }
    if (record.type !== 'message-control' || record.body === '') return undefined
    const { conversation, target } = record
    return this.covers({ conversation, seq: target.seq }, position) ? { ...record, body: '', links: undefined } : undefined
  }

  /** The message itself was seen: what is older says nothing of it. */
  settled({ conversation, seq }: Place): void {
    const controls = this.#controls.get(conversation)
    if (controls?.delete(seq)) this.#count--
    if (controls?.size === 0) this.#controls.delete(conversation)
  }

  #noteControl(conversation: ConversationId, seq: number, position: Position): void {
    let controls = this.#controls.get(conversation)
    if (controls === undefined) {
      controls = new Map()
      this.#controls.set(conversation, controls)
    }
    const known = controls.get(seq)
    if (known === undefined) this.#count++
    controls.set(seq, Math.max(position, known ?? 0))
  }
}

import type { AsOf, ConversationId, Event, Message, Position, ReadMark, Stamp } from '@magpie-im/model'
import type { Moment } from './horizon.ts'

const none: ReadonlyMap<ConversationId, never> = new Map<ConversationId, never>()
const nothing: readonly Event[] = []

type NotedMessage = Pick<Message, 'conversation' | 'seq' | 'seqId'>

/**
 * From the moment a device is registered to the last page of its sync: the pages answer as of that moment, and what
 * happens later is held back until they are out, so that nothing is lost in between and nothing comes twice (I7).
 */
export class SyncWindow implements AsOf {
  readonly position: Position
  stamp: Stamp
  /** Most windows are over before anything happens, and very many may be open at once: what would be empty is not made. */
  #newest: Map<ConversationId, number> | undefined
  #readMarks: Map<ConversationId, ReadMark> | undefined
  #held: Event[] | undefined
  #shown: Map<ConversationId, Stamp> | undefined

  constructor({ position, stamp }: Moment) {
    this.position = position
    this.stamp = stamp
  }

  get newest(): ReadonlyMap<ConversationId, number> {
    return this.#newest ?? none
  }

  get readMarks(): ReadonlyMap<ConversationId, ReadMark> {
    return this.#readMarks ?? none
  }

  get held(): readonly Event[] {
    return this.#held ?? nothing
  }

  /** The stamp under which a page showed a conversation: one that changes meanwhile moves to the end of the list. */
  shownAt(conversation: ConversationId): Stamp | undefined {
    return this.#shown?.get(conversation)
  }

  /** It is on the page that goes out. */
  show(conversation: ConversationId, stamp: Stamp): void {
    this.#shown ??= new Map()
    this.#shown.set(conversation, stamp)
  }

  hold(event: Event): void {
    this.#held ??= []
    this.#held.push(event)
    this.note(event)
  }

  /** Also what this device itself did: it is not held, but came after the moment all the same. */
  note(event: Event): void {
    if (event.kind === 'message') this.#noteMessage(event.message)
    if (event.kind === 'read-mark') this.#noteReadMark(event)
    if (event.kind === 'message-controlled') this.#endBefore(event.stamp)
  }

  #noteMessage({ conversation, seq, seqId }: NotedMessage): void {
    this.#newest ??= new Map()
    if (!this.#newest.has(conversation)) this.#newest.set(conversation, seq - 1)
    this.#endBefore(seqId)
  }

  #noteReadMark({ conversation, before, stamp }: Event & { readonly kind: 'read-mark' }): void {
    this.#readMarks ??= new Map()
    if (!this.#readMarks.has(conversation)) this.#readMarks.set(conversation, before)
    this.#endBefore(stamp)
  }

  /** A window may open while those of a batch are told one by one what became durable; the next sync begins at what comes after it. */
  #endBefore(stamp: Stamp): void {
    this.stamp = Math.min(this.stamp, stamp - 1)
  }
}

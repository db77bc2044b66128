import type { AsOf, ConversationId, Event, Message, Position, ReadMark, Stamp } from '@magpie-im/model'
import type { Moment } from './horizon.ts'

type NotedMessage = Pick<Message, 'conversation' | 'seq' | 'seqId'>

/**
 * From the moment a device is registered to the last page of its sync: the pages answer as of that moment, and what
 * happens later is held back until they are out, so that nothing is lost in between and nothing comes twice (I7).
 */
export class SyncWindow implements AsOf {
  readonly position: Position
  stamp: Stamp
  readonly newest = new Map<ConversationId, number>()
  readonly readMarks = new Map<ConversationId, ReadMark>()
  readonly held: Event[] = []
  /** The stamps under which the pages so far showed their conversations: one that changes meanwhile moves to the end of the list. */
  readonly shown = new Map<ConversationId, Stamp>()

  constructor({ position, stamp }: Moment) {
    this.position = position
    this.stamp = stamp
  }

  hold(event: Event): void {
    this.held.push(event)
    this.note(event)
  }

  /** Also what this device itself did: it is not held, but came after the moment all the same. */
  note(event: Event): void {
    if (event.kind === 'message') this.#noteMessage(event.message)
    if (event.kind === 'read-mark') this.#noteReadMark(event)
    if (event.kind === 'message-controlled') this.#endBefore(event.stamp)
  }

  #noteMessage({ conversation, seq, seqId }: NotedMessage): void {
    if (!this.newest.has(conversation)) this.newest.set(conversation, seq - 1)
    this.#endBefore(seqId)
  }

  #noteReadMark({ conversation, before, stamp }: Event & { readonly kind: 'read-mark' }): void {
    if (!this.readMarks.has(conversation)) this.readMarks.set(conversation, before)
    this.#endBefore(stamp)
  }

  /** A window may open while those of a batch are told one by one what became durable; the next sync begins at what comes after it. */
  #endBefore(stamp: Stamp): void {
    this.stamp = Math.min(this.stamp, stamp - 1)
  }
}

import type { AsOf, ConversationId, Event, Position, ReadMark, Stamp } from '@magpie-im/model'
import type { Moment } from './horizon.ts'

/**
 * From the moment a device is registered to the last page of its sync: the pages answer as of that moment, and what
 * happens later is held back until they are out, so that nothing is lost in between and nothing comes twice (I7).
 */
export class SyncWindow implements AsOf {
  readonly position: Position
  readonly stamp: Stamp
  readonly newest = new Map<ConversationId, number>()
  readonly readMarks = new Map<ConversationId, ReadMark>()
  readonly held: Event[] = []

  constructor({ position, stamp }: Moment) {
    this.position = position
    this.stamp = stamp
  }

  hold(event: Event): void {
    this.held.push(event)
    if (event.kind === 'message') this.#noteMessage(event.message)
    if (event.kind === 'read-mark' && !this.readMarks.has(event.conversation)) this.readMarks.set(event.conversation, event.before)
  }

  /** Also for a message that this device itself sent: it is not held, but came after the moment all the same. */
  noteSent(message: { readonly conversation: ConversationId; readonly seq: number }): void {
    this.#noteMessage(message)
  }

  #noteMessage({ conversation, seq }: { readonly conversation: ConversationId; readonly seq: number }): void {
    if (!this.newest.has(conversation)) this.newest.set(conversation, seq - 1)
  }
}

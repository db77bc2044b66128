import type { MagpieError } from './magpie-error.ts'
import type { Message } from './protocol.ts'

/** A message as it is shown: what the server has of it, or one's own on its way there. */
export interface TimelineEntry extends Omit<Message, 'seq' | 'stamp'> {
  /** Always the same for this message in this timeline, before it is sent and after. */
  readonly key: string
  /** Once the server has it. */
  readonly seq?: number
  readonly stamp?: number
  /** Of one's own: how far it came. `delivered` and `read` are told in conversations of two. */
  readonly outgoing?: 'sending' | 'sent' | 'delivered' | 'read' | 'failed'
  /** Why it failed. */
  readonly error?: MagpieError
}

/** A piece of a conversation, from somewhere up to the newest message at first, always as it is now. */
export interface Timeline {
  /** In their order, none missing between. Another array after every change; what did not change is the same object. */
  readonly entries: readonly TimelineEntry[]
  readonly hasOlder: boolean
  /** False: what is written next comes by itself. */
  readonly hasNewer: boolean
  /** Tells, once for all that changed at once, that something is no longer what it was. Returns what ends it. */
  subscribe(listener: () => void): () => void
  loadOlder(limit?: number): Promise<void>
  loadNewer(limit?: number): Promise<void>
  /** Shows what is around this message instead, half of it older. */
  loadAround(seq: number, limit?: number): Promise<void>
  /** Shows the newest messages instead. */
  loadNewest(limit?: number): Promise<void>
  /** Takes out one that has failed. */
  discard(key: string): void
  close(): void
}

import type { ConversationId, UserId } from '../ids.ts'
import type { MessageKind } from '../message.ts'

export interface MessageSearch {
  /** Who asks. */
  readonly user: UserId
  /** Of the groups, where he may find something. */
  readonly groups: readonly ConversationId[]
  /** Only here; undefined: in all conversations of his and in `groups`. */
  readonly conversation: ConversationId | undefined
  /** Words, in any order; of scripts without spaces any piece of a text. Empty: whatever else is asked for decides. */
  readonly text: string
  readonly sender: UserId | undefined
  readonly kind: MessageKind | undefined
  /** seqIds, both included. */
  readonly from: number
  readonly to: number
  /** Only what lies before this place; undefined: from the newest on. */
  readonly before: number | undefined
  readonly limit: number
}

export interface FoundMessage {
  /** In the order of time; opaque. */
  readonly place: number
  readonly conversation: ConversationId
  readonly seqId: number
}

/**
 * Where words are in messages. It follows the journal at its leisure, so the newest messages may be missing for a while, and what
 * it finds may be gone by now, or not for him: whoever asks looks at each.
 */
export interface MessageIndex {
  /** Newest first. Rejects with `NotReady` while it cannot answer. */
  find(search: MessageSearch): Promise<readonly FoundMessage[]>
  /** Whether `text` is among what can be sought; not so for nothing but punctuation. */
  canSeek(text: string): boolean
  /** Whether a body has what is sought; what was found may have its pieces in another order. */
  matches(body: string, text: string): boolean
}

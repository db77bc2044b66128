import type { ListedConversation } from './protocol.ts'

export type ConversationItem = Omit<ListedConversation, 'changed'>

/** One's conversations, always as they are now. The first one opens it; there is one for each client. */
export interface ConversationList {
  /** The one that was last written in first. Another array after every change. From the store at first, whole when `isComplete`. */
  readonly items: readonly ConversationItem[]
  /** Whether the server said what there is since the program began. */
  readonly isComplete: boolean
  /** Tells, once for all that changed at once, that `items` is another. Returns what ends it. */
  subscribe(listener: () => void): () => void
}

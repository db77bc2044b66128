import type { ListedConversation, ReadMark } from '../conversation.ts'
import type { Friend } from '../friend.ts'
import type { ConversationId, UserId } from '../ids.ts'
import type { Message } from '../message.ts'
import type { Stamp } from '../stamp.ts'
import type { Entry, Position } from './journal.ts'

/**
 * A moment in the journal to answer from. What changed a user's conversations after it is given by `newest` and
 * `readMarks`, because the read model may have gone on: where they name a conversation, they say how it stood.
 */
export interface AsOf {
  readonly position: Position
  readonly stamp: Stamp
  /** seq of the newest message at that moment (0: none), of conversations that got another since. */
  readonly newest: ReadonlyMap<ConversationId, number>
  /** The user's read mark at that moment, where it moved since. */
  readonly readMarks: ReadonlyMap<ConversationId, ReadMark>
}

export interface ConversationListQuery {
  readonly user: UserId
  /** Only what changed after this. */
  readonly after: Stamp
  readonly limit: number
  readonly asOf: AsOf
}

/** All reads see every durable record up to the moment of the call, and none that is not durable. They throw `NotReady` while the read model is rebuilt. */
export interface ConversationList {
  /**
   * Oldest change first. A conversation that changed after `asOf` carries its later stamp and stands last, but is otherwise
   * shown as of then. Groups that the user has left, or joined after `asOf`, are not among them. What became of messages,
   * and whether the user removed a conversation from his list, is shown as it is now.
   */
  list(query: ConversationListQuery): Promise<{ readonly items: readonly ListedConversation[]; readonly more: boolean }>
}

export interface HistoryPageQuery {
  readonly conversation: ConversationId
  /** Whose own deletions count; undefined: nobody's, only what is deleted for all is left out. */
  readonly reader: UserId | undefined
  readonly upTo: number
  /** Only messages whose seqId is greater; by default all. */
  readonly above?: number
  /** The same for seqs: only messages between these two. */
  readonly seqAbove?: number
  readonly seqBelow?: number
  /** Begins with the oldest that is left. */
  readonly oldestFirst?: boolean
  readonly limit: number
}

export interface MessageHistory {
  /** Newest first unless asked otherwise, from the newest whose seqId is at most `upTo`. Messages that are deleted or expired are neither in it nor in its count. */
  page(query: HistoryPageQuery): Promise<readonly Message[]>
}

export interface FriendList {
  /** Friends made at `since` or later, in the order they were made. */
  list(query: { readonly user: UserId; readonly since: Stamp }): Promise<readonly Friend[]>
}

/** The write side of the read model; the projector is its only caller. */
export interface Projection {
  /** Everything before this is in the read model. */
  readonly watermark: Position
  /**
   * Applies the records and moves the watermark to `end`, in one transaction. Entries may be applied again after a crash.
   * While it is rebuilt and nobody reads it, the watermark may stay behind and then come to `end` at once.
   */
  apply(entries: readonly Entry[], end: Position): Promise<void>
}

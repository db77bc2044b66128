import type {
  Attributes,
  AudienceKind,
  ConversationId,
  Friend,
  HistoryPageQuery,
  Message,
  Position,
  Projection,
  ReadMark,
  Stamp,
  UserId,
} from '@magpie-im/model'

/** What a read found: everything before `watermark`, and nothing from there on. */
export interface Snapshot<T> {
  readonly watermark: Position
  readonly found: T
}

/** A conversation as it stands in a user's list. */
export interface ConversationRow {
  readonly conversation: ConversationId
  readonly audience: AudienceKind
  readonly peer: Message['recipient']
  readonly stamp: Stamp
  readonly readMark: ReadMark
  /** What counts for the user up to his read mark (I6). */
  readonly countedAtMark: number
  /** His own counted messages up to `newest`. */
  readonly ownAtNewest: number
  /** Seq of the newest message when he joined the group; he is not shown what lies before. 0 in a conversation of two. */
  readonly joinedSeq: number
  /** Undefined: there is none that he is shown. */
  readonly newest: Message | undefined
}

export interface ConversationRowsQuery {
  readonly user: UserId
  readonly after: Stamp
  readonly limit: number
  /** Memberships of groups that began after this are left out. */
  readonly moment: Stamp
  /** Where named, seq of the message that is to be shown as the newest; 0: the conversation is left out. */
  readonly newest: ReadonlyMap<ConversationId, number>
  /** Where named, the read mark to answer with. */
  readonly readMarks: ReadonlyMap<ConversationId, ReadMark>
  /** Left out of the page and answered apart, wherever they stand. */
  readonly apart: ReadonlySet<ConversationId>
}

export interface ConversationRows {
  /** Oldest stamp first. */
  readonly page: readonly (ConversationRow & { readonly newest: Message })[]
  /** Of groups also those without a message to show. */
  readonly apart: readonly ConversationRow[]
  /** What the user keeps about conversations of the page and those asked for apart, even where these have no row yet. */
  readonly attributes: ReadonlyMap<ConversationId, Attributes>
}

/**
 * Reads of the projected records, each from one snapshot.
 * A snapshot holds nothing that became durable after the call, and is no older than any watermark its owner has reported.
 */
export interface ReadEngine {
  conversations(query: ConversationRowsQuery): Promise<Snapshot<ConversationRows>>
  /** Newest first, from the newest whose seqId is at most `upTo`, as far as `above`. */
  messages(query: HistoryPageQuery): Promise<Snapshot<readonly Message[]>>
  /** Friends made at `since` or later, in the order they were made. */
  friends(query: { readonly user: UserId; readonly since: Stamp }): Promise<Snapshot<readonly Friend[]>>
}

/** An engine and its write side. */
export interface Store extends ReadEngine, Projection {
  close(): Promise<void>
}

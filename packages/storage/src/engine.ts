import type {
  Attributes,
  AudienceKind,
  Audited,
  ControlAction,
  ConversationId,
  FileId,
  FilesQuery,
  FileUse,
  FileUsesQuery,
  Friend,
  GivenReaction,
  HistoryPageQuery,
  KnownDevice,
  ListedConversation,
  MentioningMessage,
  Message,
  PeriodStatistics,
  PinnedMessage,
  Position,
  PriorityEntry,
  Projection,
  ReactionCount,
  ReactionCountsQuery,
  ReactionsQuery,
  ReadMark,
  SignIn,
  SignInsQuery,
  Stamp,
  StatisticsQuery,
  StoredFile,
  UnreadPart,
  UploadedQuery,
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
  readonly peer: ListedConversation['peer']
  readonly stamp: Stamp
  readonly readMark: ReadMark
  /** Seq of the newest message, whether or not he is shown it. */
  readonly lastSeq: number
  /** What counts for the user up to `lastSeq` (I6), and his own counted messages up to there. */
  readonly countedAtLast: number
  readonly ownAtLast: number
  /** What counts for the user up to his read mark, or what is gone or came before him if that is further. */
  readonly countedAtMark: number
  /** How many of those between do not count any more; without those that were asked about. */
  readonly exceptions: number
  /** What was done to the messages that were asked about. */
  readonly fates: ReadonlyMap<number, ControlAction>
  /** Seq of the newest message when he joined the group; he is not shown what lies before. 0 in a conversation of two. */
  readonly joinedSeq: number
  /** Messages up to this seq are gone. */
  readonly floor: number
  /** He removed it from his list when this was the newest seq. */
  readonly removedSeq: number
  /** Newest first: the newest message that he is shown, and before it those that he is shown and that were asked about. */
  readonly newest: readonly Message[]
}

export type ListedRow = ConversationRow & { readonly newest: readonly [Message, ...Message[]] }

/** Whether he sees the conversation in his list. */
export function isListed(row: ConversationRow): row is ListedRow {
  const [newest] = row.newest
  return newest !== undefined && newest.seq > row.removedSeq
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
  /**
   * Left out of the page and answered apart, wherever they stand. Each with a stamp that it has in the list at least:
   * behind a full page it need not be answered.
   */
  readonly apart: ReadonlyMap<ConversationId, Stamp>
  /** Messages that the asker knows more about; of conversations that are answered apart. */
  readonly controlled: ReadonlyMap<ConversationId, ReadonlySet<number>>
  /** Where named, messages up to this seq are gone. */
  readonly floors: ReadonlyMap<ConversationId, number>
}

export interface ConversationRows {
  /** Oldest stamp first. */
  readonly page: readonly ListedRow[]
  /** Also those without a message to show. */
  readonly apart: readonly ConversationRow[]
  /** What the user keeps about conversations of the page and those asked for apart, even where these have no row yet. */
  readonly attributes: ReadonlyMap<ConversationId, Attributes>
}

export interface PriorityRowsQuery {
  readonly user: UserId
  readonly after: Stamp
  readonly limit: number
  readonly newestFirst: boolean
  /** Groups of which it is asked whether he is in them. */
  readonly groups: ReadonlySet<ConversationId>
  /** Messages of which it is asked what was done to them for all. */
  readonly controlled: ReadonlyMap<ConversationId, ReadonlySet<number>>
  /** Where named, messages up to this seq are gone. */
  readonly floors: ReadonlyMap<ConversationId, number>
  /** Of groups that are named, only what has a greater stamp. */
  readonly since: ReadonlyMap<ConversationId, Stamp>
}

export interface PriorityRows {
  readonly entries: readonly PriorityEntry[]
  /** Of the groups that were asked about those he is in, and since when. */
  readonly joinedAt: ReadonlyMap<ConversationId, Stamp>
  readonly fates: ReadonlyMap<ConversationId, ReadonlyMap<number, ControlAction>>
}

export interface MentionsPart extends UnreadPart {
  /** They mention the reader too, unless a snapshot says that he deleted them or that they were deleted for all. */
  readonly known: readonly MentioningMessage[]
  /** Seqs of messages of which a snapshot does not know any more whom they mention. */
  readonly overruled: ReadonlySet<number>
}

export interface MentionsQuery {
  readonly reader: UserId
  readonly parts: readonly MentionsPart[]
}

/** How many devices of a user are listed at most. */
export const mostDevices = 200

/**
 * Reads of the projected records, each from one snapshot.
 * A snapshot holds nothing that became durable after the call, and is no older than any watermark its owner has reported.
 */
export interface ReadEngine {
  conversations(query: ConversationRowsQuery): Promise<Snapshot<ConversationRows>>
  /** Newest first, from the newest whose seqId is at most `upTo`, as far as `above`. */
  messages(query: HistoryPageQuery): Promise<Snapshot<readonly Message[]>>
  /** Newest or oldest first, as asked. */
  priority(query: PriorityRowsQuery): Promise<Snapshot<PriorityRows>>
  /** Newest first. */
  signIns(query: SignInsQuery): Promise<Snapshot<readonly SignIn[]>>
  /** The one that signed in last first. */
  devices(query: { readonly user: UserId }): Promise<Snapshot<readonly KnownDevice[]>>
  /** Newest first. */
  audited(query: { readonly before: Stamp; readonly limit: number }): Promise<Snapshot<readonly Audited[]>>
  /** Oldest first, without periods in which nothing happened. */
  statistics(query: StatisticsQuery): Promise<Snapshot<readonly PeriodStatistics[]>>
  /** Friends made at `since` or later, in the order they were made. */
  friends(query: { readonly user: UserId; readonly since: Stamp }): Promise<Snapshot<readonly Friend[]>>
  file(query: { readonly id: FileId }): Promise<Snapshot<StoredFile | undefined>>
  /** Newest first. */
  fileUses(query: FileUsesQuery): Promise<Snapshot<readonly FileUse[]>>
  /** In bytes. */
  uploaded(query: UploadedQuery): Promise<Snapshot<number>>
  /** In the order of seqs, and of one message in the order in which they were first shown. */
  reactionCounts(query: ReactionCountsQuery): Promise<Snapshot<readonly ReactionCount[]>>
  /** In the order of emoji and user, by their bytes. */
  reactions(query: ReactionsQuery): Promise<Snapshot<readonly GivenReaction[]>>
  /** The last one first. */
  pins(query: { readonly conversation: ConversationId }): Promise<Snapshot<readonly PinnedMessage[]>>
  /** The newest of each part, where there is one. */
  mentions(query: MentionsQuery): Promise<Snapshot<ReadonlyMap<ConversationId, MentioningMessage>>>
  /** In the order of their ids. */
  files(query: FilesQuery): Promise<Snapshot<readonly StoredFile[]>>
}

/** An engine and its write side. */
export interface Store extends ReadEngine, Projection {
  close(): Promise<void>
}

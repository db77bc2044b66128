export { placeOf, plainAddress } from './address.ts'
export {
  type ApiKey,
  type ConsoleRole,
  consoleRoles,
  type Department,
  type Grant,
  type Right,
  rights,
  type Scope,
  scopes,
  type WordAction,
  wordActions,
} from './administration.ts'
export type { AnnotatedMessage, GivenReaction, Pin, PinnedMessage, Reaction, ReactionCount } from './annotation.ts'
export { type Attribute, type Attributes, noAttributes } from './attribute.ts'
export { type ControlAction, type ControlTarget, controlActions, type MessageControl } from './control.ts'
export { type ListedConversation, pairKey, pairOf, type ReadMark, type Receipt } from './conversation.ts'
export { type Device, type DeviceType, deviceTypes, parseDevice } from './device.ts'
export { type CloseReason, closeReasons, type ErrorName, errors, ImError } from './errors.ts'
export { type Event, isTransient, type Recipient } from './event.ts'
export { type FileUse, filesNamedIn, holdsFile, type Picture, type StoredFile } from './file.ts'
export {
  type ChatPolicy,
  chatPolicies,
  type Friend,
  type FriendPolicy,
  type FriendRequest,
  type FriendRequestState,
  friendPolicies,
  friendRequestStates,
} from './friend.ts'
export {
  type Group,
  type HistoryVisibility,
  historyVisibilities,
  type Joining,
  type JoinPolicy,
  joinPolicies,
  type Member,
  type Role,
  roles,
} from './group.ts'
export {
  type AppId,
  type ConnectionId,
  type ConversationId,
  connectionId,
  conversationId,
  type FileId,
  type GroupId,
  isAppId,
  isFileId,
  isGroupId,
  isUserId,
  parseUserId,
  type UserId,
} from './ids.ts'
export {
  type AudienceKind,
  audienceKinds,
  countedForReader,
  idempotenceKey,
  isNotice,
  isSingle,
  type Message,
  type MessageKind,
  type MessageState,
  messageKinds,
  messageStates,
  type NoticeMessage,
  type Origin,
  ordinary,
  type PushHint,
  type SingleMessage,
  timeOf,
  withoutContent,
} from './message.ts'
export type { AnsweredMessage, Forwarded, Mentions, MessageLinks } from './message-links.ts'
export type { Annotations, ReactionCountsQuery, ReactionsQuery } from './ports/annotations.ts'
export type { Audited, AuditLog } from './ports/audit-log.ts'
export type { AuthProvider, AuthQuestion, AuthVerdict } from './ports/auth-provider.ts'
export type { Clock, Timer } from './ports/clock.ts'
export type { Connections, ConnectionsQuery, OpenConnection } from './ports/connections.ts'
export type { CustomRequest, CustomService } from './ports/custom-service.ts'
export type { Deliveries, Subscription, WhichDevices } from './ports/deliveries.ts'
export type { ByteRange, Download, FileBytes, FileElsewhere, FileStore, FileVersion, Inspected, Upload } from './ports/file-store.ts'
export type { Files, FilesQuery, FileUsesQuery, UploadedQuery } from './ports/files.ts'
export type { Batch, Compaction, Entry, Journal, JournalReader, Outcome, Position } from './ports/journal.ts'
export type { Log } from './ports/log.ts'
export type { FoundMessage, MessageIndex, MessageSearch } from './ports/message-index.ts'
export type { Metrics, RequestOutcome } from './ports/metrics.ts'
export type { NewestPriorityQuery, PriorityEntry, PriorityMessages, PriorityQuery } from './ports/priority-messages.ts'
export type {
  AsOf,
  ConversationList,
  ConversationListQuery,
  FriendList,
  HistoryPageQuery,
  MessageHistory,
  Projection,
} from './ports/read-model.ts'
export type { Devices, KnownDevice, SignIn, SignIns, SignInsQuery } from './ports/sign-ins.ts'
export {
  type CountedMessages,
  type PeriodStatistics,
  type Statistics,
  type StatisticsPeriod,
  type StatisticsQuery,
  statisticsPeriods,
} from './ports/statistics.ts'
export type { MentioningMessage, UnreadMentions, UnreadMentionsQuery, UnreadPart } from './ports/unread-mentions.ts'
export { type DeviceStatus, type Presence, type PresenceAudience, type PresentDevice, presenceAudiences } from './presence.ts'
export { emptyProfile, type Gender, genders, type Profile } from './profile.ts'
export type {
  AliasRecord,
  ApiKeyRecord,
  AuditRecord,
  BlockedWordRecord,
  BlockRecord,
  ConversationAttributeRecord,
  ConversationRecord,
  DeliveredMarkRecord,
  DepartmentRecord,
  EpochRecord,
  ExpiryRecord,
  FileRecord,
  FilesSentRecord,
  FriendAttributeRecord,
  FriendRequestRecord,
  FriendshipRecord,
  GivenNumbers,
  GrantRecord,
  GroupRecord,
  JournalRecord,
  ListRemovalRecord,
  MembershipRecord,
  MessageControlRecord,
  MessageRecord,
  MonitoringRecord,
  MuteRecord,
  NoticesRecord,
  PinRecord,
  ProfileRecord,
  ReactionRecord,
  ReadMarkRecord,
  SettingRecord,
  SignInRecord,
  TokenRevocationRecord,
  UserRecord,
} from './record.ts'
export { type Stamp, Stamps } from './stamp.ts'
export type { User } from './user.ts'
export { isWellFormed } from './well-formed.ts'

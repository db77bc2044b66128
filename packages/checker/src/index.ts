export { groupKey, pairKey } from './conversation-key.ts'
export { groupKey, groupOf, pairKey } from './conversation-key.ts'
export type { Finding, RuleName } from './finding.ts'
export type {
  Acked,
  Answered,
  Asked,
  Change,
  ControlSeen,
  ConversationKey,
  HistoryEvent,
  MessageId,
  Pinging,
  Pulled,
  Pulling,
  Pushed,
  Refused,
  Sent,
  ServerEvent,
  SessionClosed,
  SessionId,
  SessionOpened,
  ShownMessage,
  Stored,
  Synced,
} from './history.ts'

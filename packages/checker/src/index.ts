export { Checker, check } from './checker.ts'
export { groupKey, groupOf, pairKey } from './conversation-key.ts'
export type { Finding, RuleName, Summary } from './finding.ts'
export { summarise } from './finding.ts'
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
export { HistoryError } from './history-error.ts'

export type { Client, ClientEvents } from './client.ts'
export { type ConnectOptions, connect } from './connect.ts'
export type { ConversationItem, ConversationList } from './conversation-list.ts'
export { webSocketTransport } from './edges.ts'
export type { ForwardOptions } from './forwarding.ts'
export { MagpieError, type OwnErrorCode } from './magpie-error.ts'
export { memoryStore } from './memory-store.ts'
export type { Content, OutgoingMessage, Sending } from './outgoing-message.ts'
export type { Clock, Door, Http, Logger, Socket, SocketListener, Store, Timer, Transport } from './ports.ts'
export type { Presence, UserPresence } from './presence.ts'
export type {
  CommandName,
  Control,
  ConversationName,
  Device,
  Fields,
  ListedConversation,
  Message,
  Receipt,
  Reply,
  ServerEvent,
  Told,
} from './protocol.ts'
export type { State } from './state.ts'
export type { Timeline, TimelineEntry } from './timeline.ts'
export type { Token } from './token-source.ts'
export type { Typing } from './typing.ts'
export type { Abort, FileLink, FileSource, UploadedFile, UploadOptions, UploadProgress } from './uploaded-file.ts'

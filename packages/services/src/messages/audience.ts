import type { AudienceKind, ConnectionId, ConversationId, Message, MessageRecord, Stamp, UserId } from '@magpie-im/model'
import type { CountedMessage, MessageNumbers } from '../conversations/pair.ts'

/** Who receives a message: all that differs between writing to one and to many. */
export interface Audience {
  readonly conversation: ConversationId
  readonly kind: AudienceKind
  readonly recipient: Message['recipient']
  /** The application, of a notice. */
  readonly app: Message['app']
  /** Throws what forbids the sender to write here now. Does not concern a repeat (I3). */
  checkAllowed(): void
  number(sender: UserId, stamp: Stamp): MessageNumbers
  appended(message: CountedMessage): void
  becameDurable(message: CountedMessage): void
  takeBack(message: CountedMessage): void
  /** Appends what comes before the message, now that it will be stored: the conversation, and the labels its members know it by. */
  prepare(): void
  /** To everyone but the device on `connection`. */
  deliver(message: MessageRecord, connection: ConnectionId | undefined): void
}

import type {
  AudienceKind,
  Clock,
  ConnectionId,
  Deliveries,
  Journal,
  MessageKind,
  Origin,
  PushHint,
  Stamps,
  UserId,
} from '@magpie-im/model'
import type { Aliases } from '../conversations/aliases.ts'
import type { Conversations } from '../conversations/conversations.ts'
import type { Blocks } from '../friends/blocks.ts'
import type { Groups } from '../groups/groups.ts'
import type { MessageLimits } from '../limits/message-limits.ts'
import type { Overload } from '../limits/overload.ts'

export interface SendCommand {
  /** Who is signed in on `connection` (I5). */
  readonly sender: UserId
  readonly connection: ConnectionId
  readonly audience: AudienceKind
  /** A user, or a group. */
  readonly recipient: string
  /** The sender's own label for the conversation; empty: his door's default. */
  readonly label: string
  readonly clientMessageId: string
  /** The sender says that this is a repeat. */
  readonly resend: boolean
  readonly kind: MessageKind
  readonly body: string
  readonly push: PushHint | undefined
  readonly origin: Origin | undefined
}

export interface SendPorts {
  readonly journal: Journal
  readonly conversations: Conversations
  readonly aliases: Aliases
  readonly groups: Groups
  readonly blocks: Blocks
  readonly stamps: Stamps
  readonly deliveries: Deliveries
  readonly clock: Clock
  readonly limits: MessageLimits
  readonly overload: Pick<Overload, 'checkSend'>
}

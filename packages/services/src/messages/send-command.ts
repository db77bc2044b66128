import type {
  AppId,
  AudienceKind,
  ChatPolicy,
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
import type { Notices } from '../conversations/notices.ts'
import type { HeldFiles } from '../files/file-access.ts'
import type { Blocks } from '../friends/blocks.ts'
import type { Groups } from '../groups/groups.ts'
import type { MessageLimits } from '../limits/message-limits.ts'
import type { Overload } from '../limits/overload.ts'
import type { Grants } from '../rights/grants.ts'
import type { Accounts } from '../users/accounts.ts'
import type { Mutes } from '../users/mutes.ts'
import type { BlockedWords } from './blocked-words.ts'
import type { NewLinks } from './message-links.ts'

export interface SendCommand {
  /** Who is signed in on `connection` (I5). */
  readonly sender: UserId
  /** Undefined: a backend sends it in his name. */
  readonly connection: ConnectionId | undefined
  readonly audience: AudienceKind
  /** A user, or a group. */
  readonly recipient: string
  /** Of a notice by a backend: the application it is from. Undefined: the sender, who needs the right to give notice. */
  readonly app: AppId | undefined
  /** The sender's own label for the conversation; empty: his door's default. */
  readonly label: string
  readonly clientMessageId: string
  /** The sender says that this is a repeat. */
  readonly resend: boolean
  readonly kind: MessageKind
  readonly body: string
  /** Whether it is unread until it is read; every message but a notice is. */
  readonly counted: boolean
  /** Whether it is kept for the high-priority sync. */
  readonly priority: boolean
  readonly push: PushHint | undefined
  readonly origin: Origin | undefined
  /** Most messages have none. */
  readonly links?: NewLinks | undefined
  /** What its body names and who is shown it may have (`FileAccess.hold`). */
  readonly files?: HeldFiles
}

export interface SendPorts {
  readonly journal: Journal
  readonly accounts: Accounts
  readonly conversations: Conversations
  readonly aliases: Aliases
  readonly groups: Groups
  readonly blocks: Blocks
  readonly notices: Notices
  readonly grants: Grants
  readonly mutes: Mutes
  readonly blockedWords: BlockedWords
  readonly stamps: Stamps
  readonly deliveries: Deliveries
  readonly clock: Clock
  readonly limits: MessageLimits
  readonly chatPolicy: ChatPolicy
  readonly overload: Pick<Overload, 'checkSend'>
}

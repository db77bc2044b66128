import type { AppId, ConversationId, GroupId, UserId } from './ids.ts'
import type { AudienceKind } from './message.ts'
import type { MessageLinks } from './message-links.ts'

export const controlActions = ['revoke', 'override', 'delete'] as const
/** Taken back for all, given other content for all, or removed. */
export type ControlAction = (typeof controlActions)[number]

/** What became of a message after it was sent. */
export interface MessageControl {
  readonly conversation: ConversationId
  readonly action: ControlAction
  /** Deleted for this user alone; undefined: for everybody. */
  readonly only: UserId | undefined
  /** Who did it; undefined: the operator of the server. */
  readonly by: UserId | undefined
  /** What an override says; empty for the others. */
  readonly body: string
  /** What an override leaves of the message's own. */
  readonly links?: MessageLinks | undefined
  /** Chosen by who did it, so that his other devices recognise it. */
  readonly requestId: string
  /** The message it is about. */
  readonly target: ControlTarget
}

/** Of a message what those need who are told what became of it. */
export interface ControlTarget {
  readonly seq: number
  readonly seqId: number
  readonly sender: UserId
  readonly audience: AudienceKind
  readonly recipient: UserId | GroupId
  readonly app: AppId | undefined
  readonly clientMessageId: string
  readonly counted: boolean
}

import type { Pin, Reaction } from './annotation.ts'
import type { MessageControl } from './control.ts'
import type { ReadMark, Receipt } from './conversation.ts'
import type { AppId, ConversationId, GroupId, UserId } from './ids.ts'
import type { AudienceKind, Message } from './message.ts'
import type { Presence } from './presence.ts'
import type { Stamp } from './stamp.ts'

/** Everything a signed-in device can be told without having asked. */
export type Event =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'friends-changed' }
  /** A group that the user is in was founded. */
  | { readonly kind: 'group-created'; readonly group: GroupId }
  /** The user is in a group since now, or no longer. */
  | { readonly kind: 'groups-changed'; readonly group: GroupId }
  | { readonly kind: 'group-info-changed'; readonly group: GroupId }
  | { readonly kind: 'group-members-changed'; readonly group: GroupId }
  /** Somebody wants to become a friend. */
  | { readonly kind: 'friend-requested'; readonly from: UserId }
  | { readonly kind: 'message-controlled'; readonly control: MessageControl; readonly stamp: Stamp }
  /** Somebody shows what he thinks of a message, or no longer. */
  | { readonly kind: 'reaction-changed'; readonly reaction: Reaction }
  /** A message is kept in view, or no longer. */
  | { readonly kind: 'pin-changed'; readonly pin: Pin }
  /** The user removed it from his list, on another device. */
  | {
      readonly kind: 'conversation-removed'
      readonly conversation: ConversationId
      readonly audience: AudienceKind
      /** Whom the user has the conversation with. */
      readonly peer: UserId | GroupId | AppId
    }
  /** A backend's own command to clients, whose meaning is between them. */
  | { readonly kind: 'sync-command'; readonly command: number; readonly content: string; readonly id: string }
  | {
      readonly kind: 'read-mark'
      readonly conversation: ConversationId
      readonly audience: AudienceKind
      /** Whom the user has the conversation with. */
      readonly peer: UserId | GroupId | AppId
      readonly before: ReadMark
      readonly mark: ReadMark
      /** Of the change. */
      readonly stamp: Stamp
    }
  /** Somebody else has received or read what was written here. */
  | {
      readonly kind: 'receipt'
      readonly audience: AudienceKind
      /** Whom the one who is told has the conversation with. */
      readonly peer: UserId | GroupId
      readonly user: UserId
      readonly receipt: Receipt
    }
  /** Somebody else is writing, or no longer. */
  | {
      readonly kind: 'typing'
      readonly audience: AudienceKind
      /** Whom the one who is told has the conversation with. */
      readonly peer: UserId | GroupId
      readonly user: UserId
      readonly on: boolean
    }
  /** Whether a user is here, for a connection that watches him. */
  | { readonly kind: 'presence'; readonly user: UserId; readonly presence: Presence }

/** Whether it means something only now: who cannot be told at once is not told. */
export function isTransient({ kind }: Event): boolean {
  return kind === 'typing'
}

/** To whom an event is presented: labels of conversations differ from user to user. */
export interface Recipient {
  readonly user: UserId
  /** The label this user knows the conversation with `peer` by, if it is not his door's default. */
  alias(conversation: ConversationId): string | undefined
}

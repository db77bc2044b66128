import type { ReadMark } from './conversation.ts'
import type { ConversationId, GroupId, UserId } from './ids.ts'
import type { Message } from './message.ts'
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
  | {
      readonly kind: 'read-mark'
      readonly conversation: ConversationId
      readonly before: ReadMark
      readonly mark: ReadMark
      /** Of the change. */
      readonly stamp: Stamp
    }

/** To whom an event is presented: labels of conversations differ from user to user. */
export interface Recipient {
  readonly user: UserId
  /** The label this user knows the conversation with `peer` by, if it is not his door's default. */
  alias(conversation: ConversationId): string | undefined
}

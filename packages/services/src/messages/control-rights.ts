import { type Clock, type ControlAction, ImError, type Message, timeOf, type UserId } from '@magpie-im/model'
import type { Conversations } from '../conversations/conversations.ts'
import type { Blocks } from '../friends/blocks.ts'
import type { Groups } from '../groups/groups.ts'
import type { Mutes } from '../users/mutes.ts'
import { checkMayWrite } from './audience-group.ts'

/** How long after it was sent its sender may change a message. */
export interface ControlWindows {
  readonly revokeSeconds: number
  readonly overrideSeconds: number
}

export interface ControlRights {
  readonly conversations: Conversations
  readonly groups: Groups
  readonly blocks: Blocks
  readonly mutes: Mutes
  readonly clock: Clock
  readonly windows: ControlWindows
}

/** For everybody: owner and admins of a group always, the sender for a while if it is not to delete. Throws what forbids it. */
export function checkMayControl(rights: ControlRights, user: UserId, message: Message, action: ControlAction): void {
  const group = rights.groups.byConversation(message.conversation)
  const role = group?.find(user)?.role
  const leads = role === 'owner' || role === 'admin'
  if (!leads && (message.sender !== user || action === 'delete')) {
    throw new ImError(group === undefined ? 'ControlNotAllowed' : 'GroupNotAllowed')
  }
  if (action === 'override') checkMayWriteStill(rights, user, message)
  if (!leads) checkWindow(rights, message, action)
}

/** New content is as good as a new message for those who are shown it. */
function checkMayWriteStill({ conversations, groups, blocks, mutes, clock }: ControlRights, user: UserId, message: Message): void {
  const now = clock.now() * 1000
  if (mutes.until(user) > now) throw new ImError('Muted')
  const group = groups.byConversation(message.conversation)
  if (group !== undefined) checkMayWrite(group, user, now)
  const pair = conversations.byId(message.conversation)
  if (pair !== undefined && blocks.between(user, pair.peerOf(user))) throw new ImError('Blocked')
}

function checkWindow({ clock, windows }: ControlRights, message: Message, action: ControlAction): void {
  const seconds = action === 'revoke' ? windows.revokeSeconds : windows.overrideSeconds
  if (clock.now() - timeOf(message) > seconds * 1000) throw new ImError('ControlTooLate', { detail: `at most ${seconds} seconds` })
}

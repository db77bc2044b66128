import { type Clock, type ControlAction, ImError, type Message, timeOf, type UserId } from '@magpie-im/model'
import type { Conversations } from '../conversations/conversations.ts'
import type { Thread } from '../conversations/thread.ts'
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

/** For everybody: owner and admins of a group, the sender if it is not to delete. Throws what forbids it. */
export function checkMayControl(rights: ControlRights, user: UserId, message: Message, action: ControlAction): void {
  if (!leads(rights, user, message) && (message.sender !== user || action === 'delete')) {
    throw new ImError(message.audience === 'group' ? 'GroupNotAllowed' : 'ControlNotAllowed')
  }
  if (action === 'override') checkMayWriteStill(rights, user, message)
}

/** The operator of the server and who leads a group change messages at any time, a sender his own for a while. */
export function checkInTime(rights: ControlRights, user: UserId | undefined, message: Message, action: ControlAction): void {
  if (user === undefined || leads(rights, user, message)) return
  const { clock, windows } = rights
  const seconds = action === 'revoke' ? windows.revokeSeconds : windows.overrideSeconds
  if (clock.now() - timeOf(message) > seconds * 1000) throw new ImError('ControlTooLate', { detail: `at most ${seconds} seconds` })
}

function leads({ groups }: ControlRights, user: UserId, { conversation }: Message): boolean {
  const role = groups.byConversation(conversation)?.find(user)?.role
  return role === 'owner' || role === 'admin'
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

/** What is put on a message is told to all who are shown it; where all members are to be silent, they may still do that. */
export function checkMayAnnotate(
  { conversations, groups, blocks, mutes, clock }: Omit<ControlRights, 'windows'>,
  user: UserId,
  { id }: Thread,
): void {
  const now = clock.now() * 1000
  if (mutes.until(user) > now) throw new ImError('Muted')
  if ((groups.byConversation(id)?.find(user)?.mutedUntil ?? 0) > now) throw new ImError('GroupMuted')
  const pair = conversations.byId(id)
  if (pair !== undefined && blocks.between(user, pair.peerOf(user))) throw new ImError('Blocked')
}

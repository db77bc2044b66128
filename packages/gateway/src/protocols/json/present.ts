import { type CloseReason, closeReasons, type Event, type Recipient } from '@magpie-im/model'
import { formatConversation } from '@magpie-im/services'
import type { JsonEvent } from '@magpie-im/wire'
import { textFrame } from './text-frame.ts'
import { nameOf, showAnnotation, showControl, showMark, showMessage, showPresence, showReceipt } from './views.ts'

const common = new WeakMap<Event, Buffer>()

/** What the clients of a user are sent for an event. What all see alike is made once. */
export function present(event: Event, { user }: Recipient): Buffer[] {
  if (isOwn(event)) return [frameOf(event, user)]
  const known = common.get(event)
  if (known !== undefined) return [known]
  const frame = frameOf(event, user)
  common.set(event, frame)
  return [frame]
}

/** Whether it depends on who looks. */
function isOwn(event: Event): boolean {
  if (event.kind === 'message') return event.message.audience !== 'group'
  if (event.kind === 'reaction-changed') return event.reaction.target.audience !== 'group'
  if (event.kind === 'pin-changed') return event.pin.target.audience !== 'group'
  return event.kind === 'message-controlled' && event.control.target.audience !== 'group'
}

function frameOf(event: Event, to: Recipient['user']): Buffer {
  return textFrame(JSON.stringify(show(event, to)))
}

export function show(event: Event, to: Recipient['user']): JsonEvent {
  switch (event.kind) {
    case 'message':
      return { event: 'message', ...nameOf(event.message, to), message: showMessage(event.message) }
    case 'message-controlled':
      return { event: 'messageControlled', ...showControl(event.control, to) }
    case 'reaction-changed': {
      const { emoji, count } = event.reaction
      return { event: 'reactionChanged', ...showAnnotation(event.reaction, to), emoji, count }
    }
    case 'pin-changed':
      return { event: 'pinChanged', ...showAnnotation(event.pin, to) }
    case 'read-mark':
      return {
        event: 'readMarkMoved',
        conversation: formatConversation(event.audience, event.peer),
        readMark: showMark(event.mark),
        at: event.stamp,
      }
    case 'receipt':
      return {
        event: 'receipt',
        conversation: formatConversation(event.audience, event.peer),
        user: event.user,
        ...showReceipt(event.receipt),
      }
    case 'presence':
      return { event: 'presenceChanged', user: event.user, ...showPresence(event.presence) }
    case 'typing':
      return { event: 'typing', conversation: formatConversation(event.audience, event.peer), user: event.user, on: event.on }
    case 'conversation-removed':
      return { event: 'conversationRemoved', conversation: formatConversation(event.audience, event.peer) }
    case 'friends-changed':
      return { event: 'friendsChanged' }
    case 'friend-requested':
      return { event: 'friendRequested', from: event.from }
    case 'group-created':
      return { event: 'groupCreated', group: event.group }
    case 'groups-changed':
      return { event: 'groupsChanged', group: event.group }
    case 'group-info-changed':
      return { event: 'groupInfoChanged', group: event.group }
    case 'group-members-changed':
      return { event: 'groupMembersChanged', group: event.group }
    case 'sync-command':
      return { event: 'command', command: event.command, content: event.content, commandId: event.id }
  }
}

/** The last frame. To a peer that is gone nothing is said. */
export function farewell(reason: CloseReason): Buffer | undefined {
  if (reason === 'peer-closed') return undefined
  const { reason: message, reconnect } = closeReasons[reason]
  const event: JsonEvent<'closed'> = { event: 'closed', reason, message, reconnect }
  return textFrame(JSON.stringify(event))
}

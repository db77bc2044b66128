import { randomUUID } from 'node:crypto'
import {
  type ControlAction,
  controlActions,
  type Event,
  type ListedConversation,
  type Message,
  type MessageControl,
  pairOf,
  type Recipient,
  timeOf,
  type UserId,
} from '@magpie-im/model'
import {
  ControlCommand,
  encodeFramed,
  encodeStruct,
  flags,
  type Long,
  MsgControl,
  MsgReaded,
  MsgReq,
  type OTIMHeader,
  type OTIMPack,
  packets,
  SyncCommand,
  SyncDataReq,
  withFlag,
} from '@magpie-im/wire'
import { defaultLabel, noticeLabel } from './labels.ts'
import { contentOf, traitsOf } from './origin.ts'

/** What the clients of a user are sent for an event. */
export function present(event: Event, to: Recipient): readonly Buffer[] {
  switch (event.kind) {
    case 'message':
      return event.message.audience === 'group' ? groupFrames(event.message, to) : [frameOf(event.message, to)]
    case 'friends-changed':
    case 'friend-requested':
      return [sync(SyncCommand.SC_FRIENDS)]
    case 'group-created':
      return [sync(SyncCommand.SC_GROUPS, event.group)]
    case 'groups-changed':
      return [sync(SyncCommand.SC_GROUPS)]
    case 'group-info-changed':
      return [sync(SyncCommand.SC_GROUP_INFO)]
    case 'group-members-changed':
      return [sync(SyncCommand.SC_GROUP_MEMBERS)]
    case 'read-mark':
      return [encodeFramed(ownHeader(packets.MSG_READ.type), MsgReaded, { sessionId: sessionIdOf(event, to), seqId: event.mark.seqId })]
    case 'message-controlled':
      return [encodeFramed(controlHeader(event.control), MsgControl, controlOf(event.control, to))]
    case 'reaction-changed': // Its clients know nothing of the kind.
    case 'pin-changed':
    case 'conversation-removed':
    case 'receipt':
    case 'typing':
    case 'presence':
      return []
    case 'sync-command':
      return [command(event)]
  }
}

function frameOf(message: Message, to: Recipient): Buffer {
  return encodeFramed(headerOf(message), MsgReq, requestOf(message, to))
}

const framesOfGroups = new WeakMap<Message, readonly Buffer[]>()

/** All members know a group by its id, so they are sent the same bytes, which are made once. */
function groupFrames(message: Message, to: Recipient): readonly Buffer[] {
  const known = framesOfGroups.get(message)
  if (known !== undefined) return known
  const frames = [frameOf(message, to)]
  framesOfGroups.set(message, frames)
  return frames
}

/** Of a backend; its id is the packet's. */
function command({ command, content, id }: Event & { readonly kind: 'sync-command' }): Buffer {
  const header = { ...ownHeader(packets.SYNC_DATA_CMD.type), version: 1, ...(id !== '' && { packId: id }) }
  return encodeFramed(header, SyncDataReq, { command, content })
}

function sync(command: number, content = ''): Buffer {
  return encodeFramed(ownHeader(packets.SYNC_DATA_CMD.type), SyncDataReq, { command, content })
}

/** A message as an element of a reply. */
export function presentPack(message: Message, to: Recipient): OTIMPack {
  return { header: headerOf(message), payload: encodeStruct(MsgReq, requestOf(message, to)) }
}

/** The label under which `to` knows a conversation: that of a group is its id. */
export function sessionIdOf(listed: Pick<ListedConversation, 'conversation' | 'audience' | 'peer'>, to: Recipient): string {
  const { conversation, audience, peer } = listed
  if (audience === 'group') return peer
  if (audience === 'notice') return to.alias(conversation) ?? noticeLabel(peer, to.user)
  return to.alias(conversation) ?? defaultLabel(...pairOf(to.user, peer as UserId)) // as: in a conversation of two it is a user
}

const types = { single: packets.MSG_SINGLE_CHAT, group: packets.MSG_GROUP_CHAT, notice: packets.MSG_BIZ_NOTIFY } as const

/** As the sender sent it: type, version, flags and packId; and what the message is and became. */
function headerOf(message: Message): OTIMHeader {
  const { version, flags: sent } = traitsOf(message.origin, message.kind)
  return { type: types[message.audience].type, version, flags: withFlags(sent, message), packId: message.clientMessageId }
}

function withFlags(sent: Long, { audience, counted, priority, state }: Message): Long {
  let all = sent
  if (audience === 'notice' && counted) all = withFlag(all, flags.PF_COUNTER)
  if (priority) all = withFlag(all, flags.PF_HIGHPRJ)
  if (state === 'revoked') all = withFlag(all, flags.PF_REVOKE)
  if (state === 'replaced') all = withFlag(all, flags.PF_OVERRIDE)
  return all
}

function requestOf(message: Message, to: Recipient): MsgReq {
  const { contentType, status } = traitsOf(message.origin, message.kind)
  return {
    sessionId: labelOf(message, to),
    seqId: message.seqId,
    timestamp: timeOf(message),
    from: message.sender,
    to: message.recipient,
    pushInfo: message.push ?? noPush,
    contentType,
    content: contentOf(message),
    status,
  }
}

/** The label under which `to` knows the conversation of a message. Who gives notice, or only follows it, knows it by its default. */
function labelOf(message: Pick<Message, 'conversation' | 'audience' | 'sender' | 'recipient' | 'app'>, to: Recipient): string {
  const { conversation, audience, sender, recipient, app } = message
  if (audience === 'single' && sender !== to.user && recipient !== to.user) return defaultLabel(...pairOf(sender, recipient as UserId)) // as: in a conversation of two it is a user
  if (app === undefined) return sessionIdOf({ conversation, audience, peer: recipient === to.user ? sender : recipient }, to)
  return recipient === to.user ? sessionIdOf({ conversation, audience, peer: app }, to) : noticeLabel(app, recipient as UserId) // as: only the recipient of a message to a group is none
}

const noPush = { title: '', summary: '', url: '' }

function ownHeader(type: number): OTIMHeader {
  return { type, version: 0, flags: 0, packId: randomUUID() }
}

/** A control as an element of a reply. */
export function presentControl(control: MessageControl, to: Recipient): OTIMPack {
  return { header: controlHeader(control), payload: encodeStruct(MsgControl, controlOf(control, to)) }
}

/** As who did it sent it. */
function controlHeader({ requestId }: MessageControl): OTIMHeader {
  return { type: packets.MSG_CTRL.type, version: 1, flags: 0, packId: requestId }
}

const commands: Record<ControlAction, number> = {
  revoke: ControlCommand.MC_REVOKE,
  override: ControlCommand.MC_OVERRIDE,
  delete: ControlCommand.MC_DELETE,
}

function controlOf({ conversation, action, body, target }: MessageControl, to: Recipient): MsgControl {
  const { clientMessageId: packId, seqId } = target
  return { command: commands[action], sessionId: labelOf({ ...target, conversation }, to), packId, seqId, content: body }
}

/** Undefined: nothing that can be done to a message. */
export function controlAction(command: number): ControlAction | undefined {
  return controlActions.find((action) => commands[action] === command)
}

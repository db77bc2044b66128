import { randomUUID } from 'node:crypto'
import { type Event, type ListedConversation, type Message, pairOf, type Recipient, timeOf, type UserId } from '@magpie-im/model'
import { encodeFramed, encodeStruct, MsgReq, type OTIMHeader, type OTIMPack, packets, SyncCommand, SyncDataReq } from '@magpie-im/wire'
import { defaultLabel } from './labels.ts'
import { traitsOf } from './origin.ts'

/** What the clients of a user are sent for an event. */
export function present(event: Event, to: Recipient): Buffer[] {
  switch (event.kind) {
    case 'message':
      return [event.message.audience === 'group' ? groupFrame(event.message, to) : frameOf(event.message, to)]
    case 'friends-changed':
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
    case 'friend-requested':
    case 'message-controlled':
    case 'conversation-removed':
    case 'sync-command':
      return []
  }
}

function frameOf(message: Message, to: Recipient): Buffer {
  return encodeFramed(headerOf(message), MsgReq, requestOf(message, to))
}

const groupFrames = new WeakMap<Message, Buffer>()

/** All members know a group by its id, so they are sent the same bytes, which are made once. */
function groupFrame(message: Message, to: Recipient): Buffer {
  const known = groupFrames.get(message)
  if (known !== undefined) return known
  const frame = frameOf(message, to)
  groupFrames.set(message, frame)
  return frame
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
  return to.alias(conversation) ?? defaultLabel(...pairOf(to.user, peer as UserId)) // as: in a conversation of two it is a user
}

/** As the sender sent it: type, version, flags and packId. */
function headerOf(message: Message): OTIMHeader {
  const { version, flags } = traitsOf(message.origin, message.kind)
  const { type } = message.audience === 'group' ? packets.MSG_GROUP_CHAT : packets.MSG_SINGLE_CHAT
  return { type, version, flags, packId: message.clientMessageId }
}

function requestOf(message: Message, to: Recipient): MsgReq {
  const { conversation, audience, sender, recipient } = message
  const { contentType, status } = traitsOf(message.origin, message.kind)
  return {
    sessionId: sessionIdOf({ conversation, audience, peer: recipient === to.user ? sender : recipient }, to),
    seqId: message.seqId,
    timestamp: timeOf(message),
    from: sender,
    to: recipient,
    pushInfo: message.push ?? noPush,
    contentType,
    content: message.body,
    status,
  }
}

const noPush = { title: '', summary: '', url: '' }

function ownHeader(type: number): OTIMHeader {
  return { type, version: 0, flags: 0, packId: randomUUID() }
}

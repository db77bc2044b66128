import { randomUUID } from 'node:crypto'
import { type Event, type Message, pairOf, type Recipient, timeOf } from '@magpie-im/model'
import { encodeFramed, encodeStruct, MsgReq, type OTIMHeader, type OTIMPack, packets, SyncCommand, SyncDataReq } from '@magpie-im/wire'
import { defaultLabel } from './labels.ts'
import { traitsOf } from './origin.ts'

/** What the clients of a user are sent for an event. */
export function present(event: Event, to: Recipient): Buffer[] {
  switch (event.kind) {
    case 'message':
      return [encodeFramed(headerOf(event.message), MsgReq, requestOf(event.message, to))]
    case 'friends-changed':
      return [encodeFramed(ownHeader(packets.SYNC_DATA_CMD.type), SyncDataReq, { command: SyncCommand.SC_FRIENDS, content: '' })]
    case 'read-mark':
      return []
  }
}

/** A message as an element of a reply. */
export function presentPack(message: Message, to: Recipient): OTIMPack {
  return { header: headerOf(message), payload: encodeStruct(MsgReq, requestOf(message, to)) }
}

export function labelFor(message: Pick<Message, 'conversation' | 'sender' | 'recipient'>, to: Recipient): string {
  return to.alias(message.conversation) ?? defaultLabel(...pairOf(message.sender, message.recipient))
}

/** As the sender sent it: type, version, flags and packId. */
function headerOf(message: Message): OTIMHeader {
  const { version, flags } = traitsOf(message.origin, message.kind)
  return { type: packets.MSG_SINGLE_CHAT.type, version, flags, packId: message.clientMessageId }
}

function requestOf(message: Message, to: Recipient): MsgReq {
  const { contentType, status } = traitsOf(message.origin, message.kind)
  return {
    sessionId: labelFor(message, to),
    seqId: message.seqId,
    timestamp: timeOf(message),
    from: message.sender,
    to: message.recipient,
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

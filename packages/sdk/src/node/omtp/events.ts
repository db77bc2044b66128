import { decodePayload, MsgReaded, type OTIMPack, PackType, SyncCommand, SyncDataReq } from '@magpie-im/wire'
import type { ServerEvent } from '../../protocol.ts'
import type { Labels } from './labels.ts'
import { controlOf, toldOf } from './present.ts'

/** What the server tells by a packet; undefined: nothing that a client is told. */
export function eventOf(pack: OTIMPack, labels: Labels): ServerEvent | undefined {
  switch (pack.header.type) {
    case PackType.PT_MSG_SINGLE_CHAT:
    case PackType.PT_MSG_GROUP_CHAT:
    case PackType.PT_MSG_BIZ_NOTIFY:
      return { event: 'message', ...toldOf(pack, labels) }
    case PackType.PT_MSG_CTRL:
      return { event: 'messageControlled', ...controlOf(pack, labels) }
    case PackType.PT_MSG_READ:
      return readOf(pack, labels)
    case PackType.PT_SYNC_DATA_CMD:
      return commandOf(pack)
    case PackType.PT_KICKOUT:
      return closed('kicked', 'the device was signed out from elsewhere')
    default:
      return undefined
  }
}

export function closed(reason: string, message: string): ServerEvent<'closed'> {
  return { event: 'closed', reason, message, reconnect: false }
}

function readOf({ payload }: OTIMPack, labels: Labels): ServerEvent {
  const { sessionId, seqId } = decodePayload(MsgReaded, payload)
  const stamp = Number(seqId)
  return { event: 'readMarkMoved', conversation: labels.nameOf(sessionId).conversation, readMark: { seq: stamp, stamp }, at: stamp }
}

/** Those of the server itself have version 0 and seldom say which group they are about. */
function commandOf({ header, payload }: OTIMPack): ServerEvent | undefined {
  const { command, content } = decodePayload(SyncDataReq, payload)
  if (header.version !== 0) return { event: 'command', command, content, commandId: header.packId }
  if (command === SyncCommand.SC_FRIENDS) return { event: 'friendsChanged' }
  if (command === SyncCommand.SC_GROUPS) return { event: content === '' ? 'groupsChanged' : 'groupCreated', group: content }
  if (command === SyncCommand.SC_GROUP_INFO) return { event: 'groupInfoChanged', group: content }
  return command === SyncCommand.SC_GROUP_MEMBERS ? { event: 'groupMembersChanged', group: content } : undefined
}

import {
  ControlCommand,
  decodePayload,
  flags,
  type HotSessionItem,
  hasFlag,
  type Long,
  MsgControl,
  MsgReq,
  type OTIMHeader,
  type OTIMPack,
  packets,
} from '@magpie-im/wire'
import type { Control, Fields, ListedConversation, Message, Told } from '../../protocol.ts'
import type { Labels } from './labels.ts'

type Kind = NonNullable<Fields<'sendMessage'>['kind']>

/** By the number of their content type. */
const kinds: readonly Kind[] = ['custom', 'text', 'image', 'voice', 'video', 'file', 'location']

const actions: Readonly<Record<number, Control['action']>> = {
  [ControlCommand.MC_REVOKE]: 'revoke',
  [ControlCommand.MC_OVERRIDE]: 'override',
  [ControlCommand.MC_DELETE]: 'delete',
}

export function contentTypeOf(kind: Kind): number {
  return kinds.indexOf(kind)
}

/** A message as OMTP has it: it has no seq, so that the stamp is both. */
export function toldOf({ header, payload }: OTIMPack, labels: Labels): Told {
  const request = decodePayload(MsgReq, payload)
  const name = header.type === packets.MSG_SINGLE_CHAT.type ? labels.nameOfPair(request.from, request.to) : labels.nameOf(request.sessionId)
  labels.learn(request.sessionId, name)
  return { ...name, message: messageOf(header, request) }
}

function messageOf({ type, flags: bits, packId }: OTIMHeader, { seqId, from, contentType, content, pushInfo }: MsgReq): Message {
  const { title, summary, url } = pushInfo
  const isUncounted = type === packets.MSG_BIZ_NOTIFY.type && !hasFlag(bits, flags.PF_COUNTER)
  return {
    ...{ seq: Number(seqId), stamp: Number(seqId), from, kind: kinds[contentType] ?? 'custom', body: content, state: stateOf(bits) },
    clientMessageId: packId,
    ...(hasFlag(bits, flags.PF_HIGHPRJ) && { priority: true }),
    ...(isUncounted && { counted: false }),
    ...((title !== '' || summary !== '' || url !== '') && { push: { title, summary, url } }),
  }
}

function stateOf(bits: Long): Message['state'] {
  if (hasFlag(bits, flags.PF_REVOKE)) return 'revoked'
  return hasFlag(bits, flags.PF_OVERRIDE) ? 'replaced' : 'normal'
}

/** What became of a message; OMTP does not say who did it. */
export function controlOf({ header, payload }: OTIMPack, labels: Labels): Control {
  const { command, sessionId, packId, seqId, content } = decodePayload(MsgControl, payload)
  const action = actions[command] ?? 'delete'
  return {
    ...labels.nameOf(sessionId),
    ...{ action, seq: Number(seqId), stamp: Number(seqId), clientMessageId: packId },
    ...(action === 'override' && { body: content }),
    requestId: header.packId,
  }
}

/** Of a page that was asked for after a stamp: what is in it changed later. */
export function listedOf({ lastMsgs, sessionId, ...item }: HotSessionItem, after: number, labels: Labels): ListedConversation {
  const newest = lastMsgs.map((pack) => toldOf(pack, labels)).at(0)
  const { conversation } = newest ?? labels.nameOf(sessionId)
  const readSeq = Number(item.readSeqId)
  return {
    ...{ conversation, unread: item.unreadCount, readMark: { seq: readSeq, stamp: readSeq }, attributes: attributesOf(item.attribute) },
    ...(newest !== undefined && { newest: newest.message }),
    changed: Math.max(newest?.message.stamp ?? 0, after + 1),
  }
}

function attributesOf(json: string): Record<string, string> {
  return json === '' ? {} : JSON.parse(json)
}

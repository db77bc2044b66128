import {
  type AppId,
  conversationId,
  type MessageKind,
  type MessageLinks,
  type MessageRecord,
  type Stamp,
  type UserId,
} from '@magpie-im/model'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

const kindCodes: Record<MessageKind, number> = { text: 1, image: 2, voice: 3, video: 4, file: 5, location: 6, custom: 7, merged: 8 }
const kinds = new Map(Object.entries(kindCodes).map(([kind, code]) => [code, kind as MessageKind])) // as: entries widens the keys

/** Beside the kind, since version 4: the seqId is the stamp, and is not repeated. */
const isStamped = 128
/** Beside the kind, since version 5. */
const hasLinks = 64
const kindBits = 63

const hasPush = 1
const hasOrigin = 2
/** Since version 2; without it the message is one of a conversation of two. */
const toGroup = 4
/** Since version 3. */
const isNotice = 8
const isUncounted = 16
const hasPriority = 32
/** Only in compacted segments. */
const isBlank = 64
/** Words were replaced. */
const isMasked = 128

export function writeMessage(writer: ByteWriter, record: MessageRecord): void {
  const { push, origin } = record
  const stamped = record.seqId === record.stamp
  writer.u8(kindCodes[record.kind] | (stamped ? isStamped : 0) | (record.links === undefined ? 0 : hasLinks))
  writer.u8(flagsOf(record))
  writer.uint(record.conversation)
  writer.uint(record.seq)
  if (!stamped) writer.f64(record.seqId)
  writer.text(record.sender)
  writer.text(record.recipient)
  writer.text(record.clientMessageId)
  writer.text(record.body)
  writer.uint(record.senderOrdinal)
  writer.uint(record.ordinal)
  if (push !== undefined) {
    writer.text(push.title)
    writer.text(push.summary)
    writer.text(push.url)
  }
  if (origin !== undefined) {
    writer.text(origin.door)
    writer.bytes(origin.bytes)
  }
  if (record.app !== undefined) writer.text(record.app)
  if (record.links !== undefined) writer.text(JSON.stringify(record.links))
}

function flagsOf({ push, origin, audience, counted, priority, state, masked }: MessageRecord): number {
  const content = (push === undefined ? 0 : hasPush) | (origin === undefined ? 0 : hasOrigin) | (state === 'revoked' ? isBlank : 0)
  const to = audience === 'group' ? toGroup : audience === 'notice' ? isNotice : 0
  return content | to | (counted ? 0 : isUncounted) | (priority ? hasPriority : 0) | (masked ? isMasked : 0)
}

export function readMessage(reader: ByteReader, stamp: Stamp): MessageRecord {
  const code = reader.u8()
  const kind = kinds.get(code & kindBits)
  if (kind === undefined) throw new RangeError('an unknown kind of message')
  const flags = reader.u8()
  const record: MessageRecord = {
    type: 'message',
    stamp,
    kind,
    conversation: conversationId(reader.uint()),
    seq: reader.uint(),
    seqId: code & isStamped ? stamp : reader.f64(),
    sender: reader.name() as UserId, // as: checked before it was appended
    audience: flags & toGroup ? 'group' : flags & isNotice ? 'notice' : 'single',
    recipient: reader.name() as UserId, // as: checked before it was appended
    clientMessageId: reader.text(),
    body: reader.text(),
    senderOrdinal: reader.uint(),
    ordinal: reader.uint(),
    push: flags & hasPush ? { title: reader.text(), summary: reader.text(), url: reader.text() } : undefined,
    origin: flags & hasOrigin ? { door: reader.name(), bytes: reader.bytes() } : undefined,
    app: flags & isNotice ? (reader.name() as AppId) : undefined, // as: checked before it was appended
    counted: !(flags & isUncounted),
    priority: (flags & hasPriority) !== 0,
    state: flags & isBlank ? 'revoked' : 'normal',
    ...(flags & isMasked && { masked: true }),
  }
  return code & hasLinks ? { ...record, links: readLinks(reader.text()) } : record
}

function readLinks(json: string): MessageLinks {
  try {
    return JSON.parse(json) as MessageLinks // as: written by `writeMessage` alone
  } catch (cause) {
    throw new RangeError('what a message links to is no JSON', { cause })
  }
}

/** Which message it is, and whether its content was taken away. */
export interface MessagePlace extends Pick<MessageRecord, 'conversation' | 'seq'> {
  readonly blank: boolean
}

/** Reads no more than the beginning of a message. */
export function readMessagePlace(reader: ByteReader): MessagePlace {
  reader.u8()
  const blank = (reader.u8() & isBlank) !== 0
  return { blank, conversation: conversationId(reader.uint()), seq: reader.uint() }
}

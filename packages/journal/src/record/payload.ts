import {
  type AliasRecord,
  type ConversationRecord,
  conversationId,
  type DeliveredMarkRecord,
  type FriendshipRecord,
  type JournalRecord,
  type ReadMarkRecord,
  type Stamp,
  type UserRecord,
} from '@magpie-im/model'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { readGroup, readMembership, writeGroup, writeMembership } from './group.ts'
import { readMessage, writeMessage } from './message.ts'
import {
  readBlock,
  readConversationAttribute,
  readFriendAttribute,
  readProfile,
  readUserId,
  writeAttribute,
  writeBlock,
  writeProfile,
} from './people.ts'
import { type RareType, rareCodes, readRare, writeRare } from './rare.ts'

interface Row {
  readonly code: number
  /** The newest layout; older ones must stay readable. */
  readonly version: number
  read(reader: ByteReader, stamp: Stamp): JournalRecord
}

/** Every type of record; a code is never given twice. */
export const rows: Record<JournalRecord['type'], Row> = {
  message: { code: 1, version: 5, read: readMessage },
  user: { code: 2, version: 1, read: readUser },
  conversation: { code: 3, version: 1, read: readConversation },
  friendship: { code: 4, version: 1, read: readFriendship },
  alias: { code: 5, version: 1, read: readAlias },
  'read-mark': { code: 6, version: 1, read: (reader, stamp) => ({ type: 'read-mark', stamp, ...readMark(reader) }) },
  'delivered-mark': { code: 24, version: 1, read: (reader, stamp) => ({ type: 'delivered-mark', stamp, ...readMark(reader) }) },
  profile: { code: 20, version: 1, read: readProfile },
  block: { code: 21, version: 1, read: readBlock },
  'friend-attribute': { code: 22, version: 1, read: readFriendAttribute },
  'conversation-attribute': { code: 23, version: 1, read: readConversationAttribute },
  group: { code: 16, version: 1, read: readGroup },
  membership: { code: 17, version: 1, read: readMembership },
  ...rareRows(),
}

function rareRows(): Record<RareType, Row> {
  const entries = Object.entries(rareCodes) as [RareType, number][] // as: entries widens the keys
  return Object.fromEntries(entries.map(([type, code]) => [type, { code, version: 1, read: readRare(type) }])) as Record<RareType, Row> // as: the same
}

export function writePayload(writer: ByteWriter, record: JournalRecord): void {
  switch (record.type) {
    case 'message':
      writeMessage(writer, record)
      break
    case 'user':
      writeUser(writer, record)
      break
    case 'conversation':
      writeConversation(writer, record)
      break
    case 'friendship':
      writeFriendship(writer, record)
      break
    case 'alias':
      writeAlias(writer, record)
      break
    case 'read-mark':
    case 'delivered-mark':
      writeMark(writer, record)
      break
    case 'profile':
      writeProfile(writer, record)
      break
    case 'block':
      writeBlock(writer, record)
      break
    case 'friend-attribute':
    case 'conversation-attribute':
      writeAttribute(writer, record)
      break
    case 'group':
      writeGroup(writer, record)
      break
    case 'membership':
      writeMembership(writer, record)
      break
    default:
      writeRare(writer, record)
  }
}

function writeUser(writer: ByteWriter, record: UserRecord): void {
  writer.text(record.id)
  writer.uint(record.number)
  writer.text(record.name)
  writer.text(record.passwordHash)
  writer.u8((record.disabled ? 1 : 0) | (record.demo ? 2 : 0))
}

function readUser(reader: ByteReader, stamp: Stamp): UserRecord {
  const id = readUserId(reader)
  const number = reader.uint()
  const name = reader.text()
  const passwordHash = reader.text()
  const flags = reader.u8()
  return { type: 'user', stamp, id, number, name, passwordHash, disabled: (flags & 1) !== 0, demo: (flags & 2) !== 0 }
}

function writeConversation(writer: ByteWriter, record: ConversationRecord): void {
  writer.uint(record.conversation)
  writer.text(record.members[0])
  writer.text(record.members[1])
  writer.uint(record.lastSeq)
  writer.f64(record.lastSeqId)
  writer.uint(record.ordinals[0])
  writer.uint(record.ordinals[1])
}

function readConversation(reader: ByteReader, stamp: Stamp): ConversationRecord {
  const conversation = conversationId(reader.uint())
  const members = [readUserId(reader), readUserId(reader)] as const
  const lastSeq = reader.uint()
  const lastSeqId = reader.f64()
  return { type: 'conversation', stamp, conversation, members, lastSeq, lastSeqId, ordinals: [reader.uint(), reader.uint()] }
}

function writeFriendship(writer: ByteWriter, record: FriendshipRecord): void {
  writer.uint(record.conversation)
  writer.text(record.members[0])
  writer.text(record.members[1])
  writer.u8(record.friends ? 1 : 0)
  writer.text(record.remarks[0])
  writer.text(record.remarks[1])
  writer.f64(record.since)
}

function readFriendship(reader: ByteReader, stamp: Stamp): FriendshipRecord {
  const conversation = conversationId(reader.uint())
  const members = [readUserId(reader), readUserId(reader)] as const
  const friends = reader.u8() !== 0
  const remarks = [reader.text(), reader.text()] as const
  return { type: 'friendship', stamp, conversation, members, friends, remarks, since: reader.f64() }
}

function writeAlias(writer: ByteWriter, record: AliasRecord): void {
  writer.text(record.user)
  writer.uint(record.conversation)
  writer.text(record.label)
}

function readAlias(reader: ByteReader, stamp: Stamp): AliasRecord {
  return { type: 'alias', stamp, user: readUserId(reader), conversation: conversationId(reader.uint()), label: reader.text() }
}

function writeMark(writer: ByteWriter, record: ReadMarkRecord | DeliveredMarkRecord): void {
  writer.uint(record.conversation)
  writer.text(record.user)
  writer.uint(record.seq)
  writer.f64(record.seqId)
}

function readMark(reader: ByteReader): Omit<ReadMarkRecord, 'type' | 'stamp'> {
  const conversation = conversationId(reader.uint())
  return { conversation, user: readUserId(reader), seq: reader.uint(), seqId: reader.f64() }
}

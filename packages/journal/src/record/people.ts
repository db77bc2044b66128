import {
  type Attribute,
  type BlockRecord,
  type ConversationAttributeRecord,
  type ConversationId,
  conversationId,
  type FriendAttributeRecord,
  type Gender,
  type ProfileRecord,
  type Stamp,
  type UserId,
} from '@magpie-im/model'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

const genderCodes: Record<Gender, number> = { unknown: 0, female: 1, male: 2, other: 3 }
const gendersByCode = new Map(Object.entries(genderCodes).map(([gender, code]) => [code, gender as Gender])) // as: entries widens the keys

/** In the order they are written. */
const profileTexts = [
  'nick',
  'realName',
  'domain',
  'avatar',
  'region',
  'mobile',
  'telephone',
  'email',
  'department',
  'signature',
  'status',
  'extra',
] as const

export function readUserId(reader: ByteReader): UserId {
  return reader.text() as UserId // as: checked before it was appended
}

export function writeProfile(writer: ByteWriter, record: ProfileRecord): void {
  writer.text(record.user)
  for (const name of profileTexts) writer.text(record[name])
  writer.u8(genderCodes[record.gender])
  writer.i64(record.birthday)
}

export function readProfile(reader: ByteReader, stamp: Stamp): ProfileRecord {
  const user = readUserId(reader)
  const entries = profileTexts.map((name) => [name, reader.text()] as const)
  const texts = Object.fromEntries(entries) as Record<(typeof profileTexts)[number], string> // as: fromEntries forgets the names
  const gender = gendersByCode.get(reader.u8())
  if (gender === undefined) throw new RangeError('an unknown gender')
  return { type: 'profile', stamp, user, ...texts, gender, birthday: reader.i64() }
}

export function writeBlock(writer: ByteWriter, record: BlockRecord): void {
  writer.text(record.user)
  writer.text(record.other)
  writer.u8(record.blocked ? 1 : 0)
}

export function readBlock(reader: ByteReader, stamp: Stamp): BlockRecord {
  return { type: 'block', stamp, user: readUserId(reader), other: readUserId(reader), blocked: reader.u8() !== 0 }
}

export function writeAttribute(writer: ByteWriter, record: FriendAttributeRecord | ConversationAttributeRecord): void {
  writer.uint(record.conversation)
  writer.text(record.user)
  writer.text(record.name)
  writer.text(record.value)
}

export function readFriendAttribute(reader: ByteReader, stamp: Stamp): FriendAttributeRecord {
  return { type: 'friend-attribute', stamp, ...readAttribute(reader) }
}

export function readConversationAttribute(reader: ByteReader, stamp: Stamp): ConversationAttributeRecord {
  return { type: 'conversation-attribute', stamp, ...readAttribute(reader) }
}

function readAttribute(reader: ByteReader): Attribute & { readonly conversation: ConversationId; readonly user: UserId } {
  return { conversation: conversationId(reader.uint()), user: readUserId(reader), name: reader.text(), value: reader.text() }
}

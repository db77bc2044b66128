import {
  conversationId,
  type GroupId,
  type GroupRecord,
  type HistoryVisibility,
  type Joining,
  type JoinPolicy,
  type MembershipRecord,
  type Stamp,
  type UserId,
} from '@magpie-im/model'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

const joinPolicyCodes: Record<JoinPolicy, number> = { open: 1, 'members-invite': 2, 'owner-approves': 3 }
const visibilityCodes: Record<HistoryVisibility, number> = { all: 1, 'since-joining': 2 }
const roleCodes: Record<MembershipRecord['role'], number> = { gone: 0, owner: 1, admin: 2, member: 3 }

const isMuted = 1
const isDismissed = 2

export function writeGroup(writer: ByteWriter, record: GroupRecord): void {
  writer.uint(record.conversation)
  writer.text(record.id)
  writer.uint(record.number)
  writer.text(record.name)
  writer.text(record.avatar)
  writer.text(record.description)
  writer.text(record.owner)
  writer.uint(record.limit)
  writer.uint(record.version)
  writer.u8(joinPolicyCodes[record.joinPolicy])
  writer.u8(visibilityCodes[record.historyForNewMembers])
  writer.u8((record.muted ? isMuted : 0) | (record.dismissed ? isDismissed : 0))
  writer.f64(record.createdAt)
  writer.f64(record.updatedAt)
  writer.uint(record.lastSeq)
  writer.f64(record.lastSeqId)
  writer.uint(record.ordinal)
}

export function readGroup(reader: ByteReader, stamp: Stamp): GroupRecord {
  const info = {
    conversation: conversationId(reader.uint()),
    id: reader.text() as GroupId, // as: checked before it was appended
    number: reader.uint(),
    name: reader.text(),
    avatar: reader.text(),
    description: reader.text(),
    owner: reader.text() as UserId, // as: checked before it was appended
    limit: reader.uint(),
    version: reader.uint(),
    joinPolicy: named(joinPolicyCodes, reader.u8()),
    historyForNewMembers: named(visibilityCodes, reader.u8()),
  }
  const flags = reader.u8()
  return {
    type: 'group',
    stamp,
    ...info,
    muted: (flags & isMuted) !== 0,
    dismissed: (flags & isDismissed) !== 0,
    createdAt: reader.f64(),
    updatedAt: reader.f64(),
    lastSeq: reader.uint(),
    lastSeqId: reader.f64(),
    ordinal: reader.uint(),
  }
}

export function writeMembership(writer: ByteWriter, record: MembershipRecord): void {
  writer.uint(record.conversation)
  writer.text(record.user)
  writer.u8(roleCodes[record.role])
  writer.f64(record.mutedUntil)
  writer.uint(record.senderOrdinal)
  writer.f64(record.joined.at)
  writer.uint(record.joined.seq)
  writer.f64(record.joined.seqId)
  writer.uint(record.joined.ordinal)
  writer.uint(record.joined.senderOrdinal)
}

export function readMembership(reader: ByteReader, stamp: Stamp): MembershipRecord {
  return {
    type: 'membership',
    stamp,
    conversation: conversationId(reader.uint()),
    user: reader.text() as UserId, // as: checked before it was appended
    role: named(roleCodes, reader.u8()),
    mutedUntil: reader.f64(),
    senderOrdinal: reader.uint(),
    joined: readJoining(reader),
  }
}

function readJoining(reader: ByteReader): Joining {
  return { at: reader.f64(), seq: reader.uint(), seqId: reader.f64(), ordinal: reader.uint(), senderOrdinal: reader.uint() }
}

function named<Name extends string>(codes: Record<Name, number>, code: number): Name {
  for (const name in codes) if (codes[name] === code) return name
  throw new RangeError('an unknown code in a record of a group')
}

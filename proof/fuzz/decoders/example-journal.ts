import { type Disk, type DiskFile, encodeRecord, openSimulatedJournal, SimulatedDisk, seeded } from '@magpie-im/journal'
import {
  type AppId,
  conversationId,
  emptyProfile,
  type GroupId,
  type JournalRecord,
  type MessageRecord,
  ordinary,
  parseUserId,
} from '@magpie-im/model'

const stamp = 1_800_000_000_000_000
const conversation = conversationId(7)
const [ann, ben] = [parseUserId('ann'), parseUserId('ben')]
const members = [ann, ben] as const
const place = { conversation, seq: 5, seqId: stamp }
const counted = { senderOrdinal: 5, ordinal: 5 }
const content = { clientMessageId: 'id-5', kind: 'text', body: '你好', push: undefined, origin: undefined } as const

export const message: MessageRecord = {
  type: 'message',
  stamp,
  ...place,
  ...content,
  ...ordinary,
  ...counted,
  sender: ann,
  audience: 'single',
  recipient: ben,
}

const group = {
  id: 'g1' as GroupId, // as: of this form
  conversation,
  number: 3,
  name: 'Team',
  avatar: '',
  description: '',
  owner: ann,
  limit: 100,
  version: 2,
  joinPolicy: 'open',
  historyForNewMembers: 'all',
  muted: false,
  createdAt: stamp,
  updatedAt: stamp,
  dismissed: false,
} as const
const joined = { at: stamp, seq: 1, seqId: stamp, ordinal: 1, senderOrdinal: 0 }
const target = {
  seq: 5,
  seqId: stamp,
  sender: ann,
  audience: 'single',
  recipient: ben,
  app: undefined,
  clientMessageId: 'id-5',
  counted: true,
} as const
const bytes = Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0)

/** Records of every layout, and of those that lie there as JSON a few. */
const records: readonly JournalRecord[] = [
  message,
  { ...message, push: { title: 't', summary: 's', url: 'u' }, origin: { door: 'omtp', bytes }, priority: true },
  { ...message, audience: 'group', recipient: group.id, state: 'revoked', body: '' },
  { ...message, audience: 'notice', app: 'shop' as AppId, counted: false }, // as: of this form
  { type: 'user', stamp, id: ann, number: 7, name: 'Ann', passwordHash: '$argon2id$x', disabled: false, demo: true },
  { type: 'conversation', stamp, conversation, members, lastSeq: 5, lastSeqId: stamp, ordinals: [3, 2] },
  { type: 'friendship', stamp, conversation, members, friends: true, remarks: ['a', 'b'], since: stamp },
  { type: 'alias', stamp, user: ben, conversation, label: 'mine' },
  { type: 'read-mark', stamp, ...place, user: ben },
  { type: 'delivered-mark', stamp, ...place, user: ben },
  { type: 'profile', stamp, user: ann, ...emptyProfile, nick: 'Ann', birthday: -1n },
  { type: 'block', stamp, user: ann, other: ben, blocked: true },
  { type: 'friend-attribute', stamp, conversation, user: ann, name: 'color', value: 'red' },
  { type: 'conversation-attribute', stamp, conversation, user: ann, name: 'top', value: '1' },
  { type: 'group', stamp, ...group, lastSeq: 5, lastSeqId: stamp, ordinal: 5 },
  { type: 'membership', stamp, conversation, user: ann, role: 'owner', mutedUntil: 0, senderOrdinal: 2, joined },
  { type: 'message-control', stamp, conversation, action: 'override', only: undefined, by: ann, body: 'new', requestId: 'r', target },
  { type: 'expiry', stamp, conversation, audience: 'single', members: [ann, ben], seq: 2, seqId: stamp },
  { type: 'mute', stamp, user: ann, until: stamp },
  { type: 'setting', stamp, key: 'limits.messages-per-user', value: undefined },
]

/** Each as the journal keeps it; messages also as versions 1 and 2 wrote them, whose layout was the same. */
export const recordBytes: readonly Buffer[] = records.flatMap((record) => {
  const encoded = Buffer.from(encodeRecord(record))
  const older = record === message ? [1, 2] : []
  return [encoded, ...older.map((version) => withVersion(encoded, version))]
})

function withVersion(encoded: Buffer, version: number): Buffer {
  const copy = Buffer.from(encoded)
  copy[5] = version
  return copy
}

export const folder = '/journal'

/** The files of a small journal: segments of which some were compacted, key indexes, and a checkpoint. */
export async function exampleFiles(): Promise<ReadonlyMap<string, Buffer>> {
  const disk = new SimulatedDisk()
  const clock = { now: () => stamp / 1000, monotonic: () => 0, after: () => ({ cancel: () => undefined }) }
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const keyOf = (record: JournalRecord) => (record.type === 'message' ? record.clientMessageId : undefined)
  const journal = await openSimulatedJournal({
    folder,
    disk,
    clock,
    log,
    keyOf,
    soon: setImmediate,
    random: seeded(1),
    segmentBytes: 4_096,
  })
  const store = (record: JournalRecord) =>
    new Promise<void>((durable, failed) => journal.append(record, { durable, failed }, keyOf(record)))
  for (let seq = 1; seq <= 60; seq++) await store({ ...message, seq, clientMessageId: `id-${seq}`, stamp: stamp + seq })
  for (const record of records) await store(record)
  await store({
    type: 'message-control',
    stamp,
    conversation,
    action: 'revoke',
    only: undefined,
    by: ann,
    body: '',
    requestId: 'r',
    target,
  })
  for (let seq = 61; seq <= 90; seq++) await store({ ...message, seq, clientMessageId: `id-${seq}`, stamp: stamp + seq })
  await journal.checkpoint(records)
  await journal.compact()
  await journal.close()
  return new Map(disk.list(folder).map((name) => [name, contentOf(disk, `${folder}/${name}`)]))
}

function contentOf(disk: Disk, path: string): Buffer {
  const file = disk.open(path, 'read')
  const content = Buffer.alloc(file.size())
  file.read(content, 0)
  file.close()
  return content
}

const readOnly = (): never => {
  throw new Error('a decoder wrote to the disk')
}

/** A folder of one file, for those who only read. */
export function diskWith(name: string, content: Buffer): Disk {
  return {
    list: () => [name],
    open: () => memoryFile(content),
    makeFolder: readOnly,
    rename: readOnly,
    remove: readOnly,
    syncFolder: readOnly,
  }
}

export function memoryFile(content: Buffer): DiskFile {
  return {
    size: () => content.length,
    read: (into, at) => (at >= content.length ? 0 : content.copy(into, 0, at, at + into.length)),
    close: () => undefined,
    write: readOnly,
    sync: readOnly,
    truncate: readOnly,
  }
}

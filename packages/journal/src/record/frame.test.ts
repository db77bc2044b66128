import {
  type AppId,
  type AudienceKind,
  audienceKinds,
  controlActions,
  conversationId,
  type GroupId,
  genders,
  historyVisibilities,
  type JournalRecord,
  joinPolicies,
  type MessageRecord,
  messageKinds,
  roles,
  type UserId,
} from '@magpie-im/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { messageRecord } from '../conformance/fixture.ts'
import { JournalTooNew } from '../errors.ts'
import { decodeRecord, encodeRecord } from './frame.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 100, size: 'max' })
const user = text.map((id) => id as UserId) // as: any text is stored and read alike
const count = fc.maxSafeNat()
const stamp = count
const conversation = count.map(conversationId)
const members = fc.tuple(user, user)

const links = fc.record(
  {
    replyTo: fc.record({ seq: count, seqId: count, sender: user }),
    mentions: fc.record({ users: fc.array(user), all: fc.constant(true as const) }, { requiredKeys: ['users'] }),
    forwarded: fc.record({ from: user, seqId: count }),
  },
  { requiredKeys: [] },
)

function arbitraryMessage(...audiences: readonly AudienceKind[]): fc.Arbitrary<MessageRecord> {
  const notice = audiences.includes('notice')
  return fc.record({
    type: fc.constant('message' as const),
    stamp,
    conversation,
    seq: count,
    seqId: count,
    sender: user,
    audience: fc.constantFrom(...audiences),
    recipient: user,
    app: notice ? text.map((id) => id as AppId) : fc.constant(undefined), // as: any text is stored and read alike
    clientMessageId: text,
    kind: fc.constantFrom(...messageKinds),
    body: text,
    push: fc.option(fc.record({ title: text, summary: text, url: text }), { nil: undefined }),
    origin: fc.option(fc.record({ door: text, bytes: fc.uint8Array() }), { nil: undefined }),
    counted: fc.boolean(),
    priority: fc.boolean(),
    state: fc.constantFrom('normal', 'revoked'),
    links: fc.option(links, { nil: undefined }),
    senderOrdinal: count,
    ordinal: count,
  })
}

const target = fc.record({
  seq: count,
  seqId: count,
  sender: user,
  audience: fc.constantFrom(...audienceKinds),
  recipient: user,
  app: fc.constant(undefined),
  clientMessageId: text,
  counted: fc.boolean(),
})

const records: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc.record({
    type: fc.constant('user' as const),
    stamp,
    id: user,
    number: fc.nat(0xffffffff),
    name: text,
    passwordHash: text,
    disabled: fc.boolean(),
    demo: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('conversation' as const),
    stamp,
    conversation,
    members,
    lastSeq: count,
    lastSeqId: count,
    ordinals: fc.tuple(count, count),
  }),
  fc.record({
    type: fc.constant('friendship' as const),
    stamp,
    conversation,
    members,
    friends: fc.boolean(),
    remarks: fc.tuple(text, text),
    since: stamp,
  }),
  fc.record({ type: fc.constant('alias' as const), stamp, user, conversation, label: text }),
  arbitraryMessage('single', 'group'),
  arbitraryMessage('notice'),
  fc.record({
    type: fc.constant('group' as const),
    stamp,
    id: text.map((id) => id as GroupId), // as: any text is stored and read alike
    conversation,
    number: fc.nat(0xffffffff),
    name: text,
    avatar: text,
    description: text,
    owner: user,
    limit: count,
    version: count,
    joinPolicy: fc.constantFrom(...joinPolicies),
    historyForNewMembers: fc.constantFrom(...historyVisibilities),
    muted: fc.boolean(),
    dismissed: fc.boolean(),
    createdAt: stamp,
    updatedAt: stamp,
    lastSeq: count,
    lastSeqId: count,
    ordinal: count,
  }),
  fc.record({
    type: fc.constant('membership' as const),
    stamp,
    conversation,
    user,
    role: fc.constantFrom(...roles, 'gone' as const),
    mutedUntil: stamp,
    senderOrdinal: count,
    joined: fc.record({ at: stamp, seq: count, seqId: count, ordinal: count, senderOrdinal: count }),
  }),
  fc.record({
    type: fc.constantFrom('read-mark' as const, 'delivered-mark' as const),
    stamp,
    conversation,
    user,
    seq: count,
    seqId: count,
  }),
  fc.record({
    type: fc.constant('profile' as const),
    stamp,
    user,
    nick: text,
    realName: text,
    domain: text,
    avatar: text,
    gender: fc.constantFrom(...genders),
    birthday: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    region: text,
    mobile: text,
    telephone: text,
    email: text,
    department: text,
    signature: text,
    status: text,
    extra: text,
  }),
  fc.record({
    type: fc.constant('message-control' as const),
    stamp,
    conversation,
    action: fc.constantFrom(...controlActions),
    only: fc.option(user, { nil: undefined }),
    by: fc.option(user, { nil: undefined }),
    body: text,
    requestId: text,
    target,
  }),
  fc.record({
    type: fc.constant('expiry' as const),
    stamp,
    conversation,
    audience: fc.constantFrom(...audienceKinds),
    members: fc.array(user),
    seq: count,
    seqId: count,
  }),
  fc.record({
    type: fc.constant('reaction' as const),
    stamp,
    conversation,
    by: user,
    emoji: text,
    on: fc.boolean(),
    count,
    target: target.map(({ counted: _, clientMessageId: __, ...annotated }) => annotated),
  }),
  fc.record({ type: fc.constant('audit' as const), stamp, actor: text, action: text, subject: text, detail: text }),
  fc.record({ type: fc.constant('block' as const), stamp, user, other: user, blocked: fc.boolean() }),
  fc.record({ type: fc.constant('friend-attribute' as const), stamp, conversation, user, name: text, value: text }),
  fc.record({ type: fc.constant('conversation-attribute' as const), stamp, conversation, user, name: text, value: text }),
)

it('gives every record back as it was', () => {
  fc.assert(
    fc.property(records, (record) => {
      expect(decodeRecord(encodeRecord(record))).toEqual(record)
    }),
  )
})

it('refuses every beginning of a record and bytes behind it', () => {
  const bytes = encodeRecord(messageRecord(1))
  for (let length = 0; length < bytes.length; length++) expect(() => decodeRecord(bytes.subarray(0, length))).toThrow(RangeError)
  expect(() => decodeRecord(Uint8Array.from([...bytes, 0]))).toThrow(RangeError)
})

it.each(['null', '5', '[1]', '{'])('a record whose fields are %s is refused', (fields) => {
  expect(() => decodeRecord(rareWith(fields))).toThrow(RangeError)
})

it('fields of a record cannot make it one of another type or time', () => {
  const fields = '{"type":"user","stamp":1,"user":"ann","until":0}'
  expect(decodeRecord(rareWith(fields))).toEqual({ type: 'mute', stamp: 7, user: 'ann', until: 0 })
})

/** A record `mute` with any fields. */
function rareWith(fields: string): Buffer {
  const bytes = Buffer.from(encodeRecord({ type: 'mute', stamp: 7, user: 'x' as UserId, until: 0 })) // as: any text is stored and read alike
  const record = Buffer.concat([bytes.subarray(0, 24), Buffer.of(fields.length), Buffer.from(fields)])
  record.writeUInt32LE(record.length)
  return record
}

it('never reads beyond a record, whatever its bytes say', () => {
  const bytes = encodeRecord(messageRecord(1))
  const change = fc.record({ at: fc.nat(bytes.length - 1), value: fc.nat(255) })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
      const changed = Uint8Array.from(bytes)
      for (const { at, value } of changes) changed[at] = value
      try {
        decodeRecord(changed)
      } catch (error) {
        expect(error instanceof RangeError || error instanceof JournalTooNew).toBe(true)
      }
    }),
  )
})

it('refuses a record of a later version in words', () => {
  const bytes = encodeRecord(messageRecord(1))
  bytes[5] = 9
  expect(() => decodeRecord(bytes)).toThrow(
    "written by a newer version of magpie: record 'message' version 9, this one reads up to 5; start the newer version",
  )
})

it('reads a message as version 1 wrote it, when every conversation was one of two', () => {
  const written =
    '440000000101000000000000000000000c0062a25c941943010307030c0062a25c94194303616e6e03626f620469642d330268690303017401730175046f6d7470020102'
  const traits = { push: { title: 't', summary: 's', url: 'u' }, origin: { door: 'omtp', bytes: Uint8Array.of(1, 2) } }
  expect(decodeRecord(Buffer.from(written, 'hex'))).toEqual({ ...messageRecord(3, 'hi'), ...traits, audience: 'single' })
})

it('an ordinary message has not a byte for what few have', () => {
  const [without, none] = [encodeRecord(messageRecord(1)), encodeRecord({ ...messageRecord(1), links: undefined })]
  const json = JSON.stringify({ replyTo: { seq: 1, seqId: 2, sender: 'ann' } })
  const reply = encodeRecord({ ...messageRecord(2), links: JSON.parse(json) })
  expect(none).toEqual(without)
  expect(reply.length - without.length).toBe(json.length + 1)
})

it('refuses links of a message that are no JSON', () => {
  const bytes = encodeRecord({ ...messageRecord(1), links: {} })
  bytes[bytes.length - 1] = 0x7b
  expect(() => decodeRecord(bytes)).toThrow(RangeError)
})

it('does not repeat the stamp of a message as its seqId, and keeps a seqId that is another', () => {
  const [same, other] = [5, 4].map((seqId) => ({ ...messageRecord(1), stamp: 5, seqId }))
  const [shorter, longer] = [same, other].map((record) => record && encodeRecord(record))
  expect([shorter, longer].map((bytes) => bytes && decodeRecord(bytes))).toEqual([same, other])
  expect((longer?.length ?? 0) - (shorter?.length ?? 0)).toBe(8)
})

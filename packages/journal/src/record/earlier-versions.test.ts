import { conversationId, type GroupId, type JournalRecord, ordinary, parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { decodeRecord } from './frame.ts'

const stamp = 1_795_225_972_437_000
const conversation = conversationId(300)
const [ann, ben] = [parseUserId('ann'), parseUserId('ben')]
const club = 'club' as GroupId // as: a text without control characters
const members = [ann, ben] as const

/** As journals on disk have them; the bytes are never made anew. */
const kept: readonly (readonly [hex: string, record: JournalRecord])[] = [
  [
    '2e00000002010000000000000000000020c08379fe82194303616e6e0703416e6e0b246172676f6e326964247801',
    { type: 'user', stamp, id: ann, number: 7, name: 'Ann', passwordHash: '$argon2id$x', disabled: true, demo: false },
  ],
  [
    '2d00000003010000000000000000000020c08379fe821943ac0203616e6e0362656e05fcbf8379fe8219430302',
    { type: 'conversation', stamp, conversation, members, lastSeq: 5, lastSeqId: stamp - 9, ordinals: [3, 2] },
  ],
  [
    '4000000004010000000000000000000020c08379fe821943ac0203616e6e0362656e010762726f746865720c53636877657374657220c3a414c08379fe821943',
    { type: 'friendship', stamp, conversation, members, friends: true, remarks: ['brother', 'Schwester ä'], since: stamp - 3 },
  ],
  [
    '2300000005010000000000000000000020c08379fe8219430362656eac02046d696e65',
    { type: 'alias', stamp, user: ben, conversation, label: 'mine' },
  ],
  [
    '4900000001010000000000000000000020c08379fe8219430203ac020620c08379fe82194303616e6e0362656e043437313106e4bda0e5a5bd0406017401730175046f6d7470020102',
    {
      type: 'message',
      stamp,
      conversation,
      seq: 6,
      seqId: stamp,
      sender: ann,
      audience: 'single',
      recipient: ben,
      clientMessageId: '4711',
      kind: 'image',
      body: '你好',
      push: { title: 't', summary: 's', url: 'u' },
      origin: { door: 'omtp', bytes: Uint8Array.of(1, 2) },
      senderOrdinal: 4,
      ordinal: 6,
      ...ordinary,
    },
  ],
  [
    '4000000001040000000000000000000020c08379fe82194387a7ac020603616e6e04636c7562043437313106e4bda0e5a5bd0406017401730175046a736f6e00',
    {
      type: 'message',
      stamp,
      conversation,
      seq: 6,
      seqId: stamp,
      sender: ann,
      audience: 'group',
      recipient: club,
      app: undefined,
      clientMessageId: '4711',
      kind: 'custom',
      body: '你好',
      push: { title: 't', summary: 's', url: 'u' },
      origin: { door: 'json', bytes: new Uint8Array(0) },
      counted: true,
      priority: true,
      state: 'normal',
      masked: true,
      senderOrdinal: 4,
      ordinal: 6,
    },
  ],
  [
    '2700000006010000000000000000000020c08379fe821943ac020362656e0620c08379fe821943',
    { type: 'read-mark', stamp, conversation, user: ben, seq: 6, seqId: stamp },
  ],
  [
    '2700000018010000000000000000000020c08379fe821943ac020362656e0620c08379fe821943',
    { type: 'delivered-mark', stamp, conversation, user: ben, seq: 6, seqId: stamp },
  ],
]

it.each(kept.map(([hex, record]) => [record.type, Buffer.from(hex, 'hex')[5], hex, record] as const))(
  'a %s of version %i is still read',
  (...row) => {
    const [, , hex, record] = row
    expect(decodeRecord(Buffer.from(hex, 'hex'))).toEqual(record)
  },
)

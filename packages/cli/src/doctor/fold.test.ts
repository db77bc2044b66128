import {
  type ControlAction,
  conversationId,
  type JournalRecord,
  type MessageRecord,
  ordinary,
  parseUserId,
  type UserId,
} from '@magpie-im/model'
import { expect, it } from 'vitest'
import { compare } from './compare.ts'
import { Fold } from './fold.ts'

const ann = parseUserId('ann')
const ben = parseUserId('ben')
const conversation = conversationId(7)
let stamp = 0

it('a whole journal has nothing to report', () => {
  const { fold, reports } = folded([begin(), message(1, ann), message(2, ben), read(ann, 2), message(3, ben)])

  expect(reports).toEqual([])
  expect(fold.messages).toBe(3)
})

it('unread is counted from the messages themselves', () => {
  const { fold } = folded([begin(), message(1, ann), message(2, ben), message(3, ben), read(ann, 2), message(4, ann)])
  const told = fold.conversations.get(conversation)
  if (told === undefined) throw new Error('the conversation is there')

  expect(fold.unread(told, ann)).toBe(1)
  expect(fold.unread(told, ben)).toBe(2)
})

it('unread is without what was revoked, deleted or expired, and as it was for what was replaced', () => {
  const beginning = begin()
  const sent = [1, 2, 3, 4, 5].map((seq) => message(seq, ben))
  const [first, second, third, fourth] = sent
  if (!first || !second || !third || !fourth) throw new Error('they are there')
  const { fold, reports } = folded([
    beginning,
    ...sent,
    expiry(first),
    control(second, 'revoke'),
    control(third, 'override'),
    control(fourth, 'delete', ann),
  ])
  const told = fold.conversations.get(conversation)
  if (told === undefined) throw new Error('the conversation is there')

  expect(reports).toEqual([])
  expect(fold.unread(told, ann)).toBe(2)
})

it.each<[string, JournalRecord[], RegExp]>([
  [
    'a control of a message that is not there',
    [begin(), control(message(1, ann), 'revoke')],
    /seq 1 of conversation 7, which is not there/,
  ],
  ['an expiry beyond the newest message', [begin(), expiry(message(1, ann))], /I2: messages up to 1 of conversation 7 expired/],
  ['a hole in the sequence', [begin(), message(1, ann), message(3, ann)], /I2: conversation 7, seq 3 follows seq 1/],
  ['a seq given twice', [begin(), message(1, ann), message(1, ben)], /I2: conversation 7, seq 1 follows seq 1/],
  ['a seqId that does not rise', [begin(), message(1, ann), { ...message(2, ann), seqId: 1 }], /I2: .*seqId 1 is not above/],
  ['a stamp that goes back', [begin(), { ...message(1, ann), stamp: 0 }], /I12/],
  ['a miscounted message', [begin(), { ...message(1, ann), ordinal: 5 }], /I6: .*counted as 5/],
  ['a sender from outside', [begin(), message(1, parseUserId('eve'))], /I8/],
  ['a read mark that goes back', [begin(), message(1, ben), message(2, ben), read(ann, 2), read(ann, 1)], /I6: a read mark .* goes back/],
  ['a read mark beyond the newest message', [begin(), message(1, ben), read(ann, 2)], /I6: .* beyond its newest/],
  ['a message of nothing', [message(1, ann)], /has not begun/],
])('%s is reported', (_, records, report) => {
  expect(folded(records).reports).toContainEqual(expect.stringMatching(report))
})

it('after a restore everything goes on above what its epoch names, and unread counts messages, not seqs', () => {
  const before = [begin(), message(1, ann), message(2, ben), epoch(1005)]
  const after = { ...message(1006, ben), ordinal: 3, senderOrdinal: 2 }
  const { fold, reports } = folded([...before, after, read(ben, 1006)])
  const told = fold.conversations.get(conversation)
  if (told === undefined) throw new Error('the conversation is there')

  expect(reports).toEqual([])
  expect([fold.unread(told, ann), fold.unread(told, ben)]).toEqual([2, 0])
})

it.each<[string, JournalRecord[], RegExp]>([
  ['a seq', [begin(), epoch(1005), message(1, ann)], /I2: conversation 7, seq 1 follows seq 0/],
  [
    'an epoch that begins too low',
    [begin(), message(1, ann), message(2, ann), epoch(1)],
    /I2: epoch 1 begins above seq 1, and 2 was given/,
  ],
  ['an epoch that is told twice', [begin(), epoch(5), epoch(5)], /I2: epoch 1 follows epoch 1/],
  ['the number of a conversation', [epoch(5), begin()], /I2: conversation 7 may have begun before the restore/],
  ['the number of a user', [epoch(5), userOf(9)], /I2: user number 9 may have been given before/],
])('%s from before a restore is reported', (_, records, report) => {
  expect(folded(records).reports).toContainEqual(expect.stringMatching(report))
})

it('a message that the read model has lost is missed', () => {
  const { fold } = folded([begin(), message(1, ann), message(2, ann), message(3, ann)])
  const row = { conversation, messages: 2, lastSeq: 3, lastSeqId: stamp, floor: 0 }
  const members = [{ user: ann, readSeq: 0, unread: 0 } as const, { user: ben, readSeq: 0, unread: 3 } as const]
  expect([...compare(fold, { conversations: () => [{ ...row, members }] })]).toEqual([
    'I2: conversation 7: 2 messages in the read model, 3 in the journal',
  ])
})

it('a member whom the read model has lost is missed', () => {
  const { fold } = folded([begin(), message(1, ann)])
  const row = { conversation, messages: 1, lastSeq: 1, lastSeqId: stamp, floor: 0 }
  const readModel = (...members: readonly { user: UserId; readSeq: number; unread: number }[]) => ({
    conversations: () => [{ ...row, members }],
  })
  const [first, second] = [{ user: ann, readSeq: 0, unread: 0 } as const, { user: ben, readSeq: 0, unread: 1 } as const]
  expect([...compare(fold, readModel(first, second))]).toEqual([])
  expect([...compare(fold, readModel(first))]).toEqual(['conversation 7: 1 of its members are missing in the read model'])
})

function folded(records: readonly JournalRecord[]): { fold: Fold; reports: string[] } {
  const reports: string[] = []
  const fold = new Fold((what) => void reports.push(what))
  records.forEach((record, position) => {
    fold.add({ position, record })
  })
  return { fold, reports }
}

function begin(): JournalRecord {
  return { type: 'conversation', stamp: ++stamp, conversation, members: [ann, ben], lastSeq: 0, lastSeqId: 0, ordinals: [0, 0] }
}

function epoch(seq: number): JournalRecord {
  return { type: 'epoch', stamp: ++stamp, number: 1, backup: { at: 0, position: 0 }, above: { seq, conversation: 9, user: 9, group: 9 } }
}

function userOf(number: number): JournalRecord {
  return { type: 'user', stamp: ++stamp, id: ann, number, name: '', passwordHash: '', disabled: false, demo: false }
}

function message(seq: number, sender: typeof ann): MessageRecord {
  stamp++
  const recipient = sender === ann ? ben : ann
  const traits = {
    audience: 'single',
    clientMessageId: '',
    kind: 'text',
    body: 'hello',
    push: undefined,
    origin: undefined,
    ...ordinary,
  } as const
  return { type: 'message', stamp, conversation, seq, seqId: stamp, sender, recipient, ...traits, senderOrdinal: seq, ordinal: seq }
}

function control(
  { seq, seqId, sender, recipient, audience, app, clientMessageId, counted }: MessageRecord,
  action: ControlAction,
  only?: UserId,
) {
  const target = { seq, seqId, sender, recipient, audience, app, clientMessageId, counted }
  return { type: 'message-control', stamp: ++stamp, conversation, action, only, by: sender, body: '', requestId: '', target } as const
}

function expiry({ seq, seqId }: MessageRecord): JournalRecord {
  return { type: 'expiry', stamp: ++stamp, conversation, audience: 'single', members: [ann, ben], seq, seqId }
}

function read(user: typeof ann, seq: number): JournalRecord {
  return { type: 'read-mark', stamp: ++stamp, conversation, user, seq, seqId: seq }
}

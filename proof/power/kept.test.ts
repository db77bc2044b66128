import type { JournalRecord } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { Kept } from './kept.ts'
import type { Message, Promises } from './promises.ts'

const message: Message = { id: 'ann:1', from: 'ann', to: 'user:ben', body: 'hello', askedAt: 10, acked: { seq: 1, stamp: 500, at: 20 } }
const stored = {
  ...{ type: 'message', conversation: 7, seq: 1, seqId: 500, sender: 'ann', clientMessageId: 'ann:1', body: 'hello' },
} as unknown as JournalRecord // as: the fields that are looked at

function findings(records: readonly JournalRecord[], { at = 100, ...promises }: Partial<Promises> & { at?: number } = {}): string[] {
  const kept = new Kept({ messages: [message], readMarks: [], ...promises }, at)
  for (const record of records) kept.take(record)
  return kept.findings()
}

const changed = (change: object) => ({ ...stored, ...change }) as JournalRecord // as: a record with other fields of the same kinds

it('is content with what was promised', () => {
  expect(findings([stored])).toEqual([])
  expect(findings([], { at: 19 })).toEqual([])
})

it('misses what was acknowledged', () => {
  expect(findings([])).toEqual(['lost: ann:1 was acknowledged'])
  expect(findings([changed({ seqId: 501 })])).toEqual(['changed: ann:1 was acknowledged as another'])
})

it('knows what was sent', () => {
  expect(findings([stored, stored])).toEqual(['doubled: ann:1'])
  expect(findings([changed({ body: 'hullo' })])).toEqual(['changed: ann:1 has other content'])
  expect(findings([changed({ body: '' })])).toEqual(['changed: ann:1 has other content'])
  expect(findings([stored, changed({ clientMessageId: 'ann:2', seq: 2 })])).toEqual(['invented: ann:2'])
})

it('wants acknowledged revokes and read marks too', () => {
  const revoked = { ...message, revokeAskedAt: 30, revokedAt: 40 }
  expect(findings([changed({ body: '' })], { messages: [revoked] })).toEqual(['lost: ann:1 was revoked, and that was acknowledged'])
  const control = { type: 'message-control', conversation: 7, target: { seq: 1 } } as unknown as JournalRecord // as: the fields that are looked at
  expect(findings([changed({ body: '' }), control], { messages: [revoked] })).toEqual([])

  const readMarks = [{ user: 'ben', upTo: 'ann:1', at: 50 }]
  expect(findings([stored], { readMarks })).toEqual(['lost: ben had read ann:1, and that was acknowledged'])
  const mark = { type: 'read-mark', conversation: 7, user: 'ben', seq: 1 } as unknown as JournalRecord // as: the fields that are looked at
  expect(findings([stored, mark], { readMarks })).toEqual([])
})

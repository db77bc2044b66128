import type { Entry } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, bob, carol, dave, TestLog } from './conformance/test-log.ts'
import { Tail } from './tail.ts'

function tailOf(log: TestLog, maxBytes?: number): Tail {
  const tail = new Tail({ reader: log, from: 0, watermark: 0, ...(maxBytes === undefined ? {} : { maxBytes }) })
  for (const batch of log.batches) tail.add(batch)
  return tail
}

function chat(messages: number): TestLog {
  const log = new TestLog()
  for (let i = 0; i < messages; i++) {
    log.says(ann, bob)
    log.cut()
  }
  return log
}

const seqs = (entries: readonly Entry[]) => entries.map(({ record }) => (record.type === 'message' ? record.seq : 0))

it('finds what touches a user or a conversation, in order, from a position on', async () => {
  const log = chat(3)
  log.says(carol, dave)
  log.cut()
  const tail = tailOf(log)
  using reader = tail.read()
  expect(seqs(await reader.entriesOf(bob, 0))).toEqual([1, 2, 3])
  expect(seqs(await reader.entriesOf(log.conversation(ann, bob), log.batches[0]?.end ?? 0))).toEqual([2, 3])
  expect(await reader.entriesOf(log.conversation(ann, carol), 0)).toEqual([])
})

it('forgets what is below the watermark', async () => {
  const log = chat(3)
  const tail = tailOf(log)
  tail.moved(log.batches[1]?.end ?? 0)
  using reader = tail.read()
  expect(seqs(await reader.entriesOf(bob, 0))).toEqual([3])
  tail.moved(log.end)
  expect(tail.bytes).toBeGreaterThan(0)
})

it('keeps what a reader may need until he is done', async () => {
  const log = chat(3)
  const tail = tailOf(log)
  {
    using early = tail.read()
    tail.moved(log.end)
    using late = tail.read()
    expect(seqs(await early.entriesOf(bob, 0))).toEqual([1, 2, 3])
    expect(seqs(await late.entriesOf(bob, log.end))).toEqual([])
  }
  expect(tail.bytes).toBe(0)
})

it('covers a watermark from which on it has everything', () => {
  const log = chat(3)
  const tail = tailOf(log)
  expect(tail.covers(0)).toBe(true)
  tail.moved(log.batches[0]?.end ?? 0)
  expect(tail.covers(0)).toBe(false)
  expect(tail.covers(tail.watermark)).toBe(true)
})

it('keeps no more than its bound in memory and reads the rest back, only where it may be', async () => {
  const log = new TestLog()
  log.says(ann, bob, { body: 'x'.repeat(1000) })
  log.cut()
  for (let i = 0; i < 20; i++) {
    log.says(carol, dave, { body: 'x'.repeat(1000) })
    log.cut()
  }
  const tail = tailOf(log, 10_000)
  expect(tail.bytes).toBeLessThanOrEqual(10_000)
  using reader = tail.read()
  expect(seqs(await reader.entriesOf(ann, 0))).toEqual([1])
  expect(log.readBacks).toBe(1)
  expect(seqs(await reader.entriesOf(dave, 0))).toHaveLength(20)
})

it('counts its bytes down to nothing when evicted and kept batches are forgotten', () => {
  const log = chat(20)
  const tail = tailOf(log, 3000)
  tail.moved(log.batches[4]?.end ?? 0)
  expect(tail.bytes).toBeLessThanOrEqual(3000)
  tail.moved(log.end)
  expect(tail.bytes).toBe(0)
  log.says(ann, bob)
  log.cut()
  const [batch] = log.batches.slice(-1)
  if (batch) tail.add(batch)
  expect(tail.bytes).toBeGreaterThan(0)
})

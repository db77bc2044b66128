import { openMemoryJournal } from '@magpie-im/journal'
import { conversationId, type Log, type MessageControlRecord } from '@magpie-im/model'
import { expect, it, vi } from 'vitest'
import { Compactions } from './compactions.ts'
import { FakeClock } from './testing/fake-clock.fixture.ts'
import { ann, ben, silent } from './testing/writers.fixture.ts'

const minute = 60_000
const hour = 60 * minute

it('the journal is compacted soon after a start, and then as often as is set', async () => {
  const { clock, compact } = office({ everyMs: 24 * hour })
  clock.pass(9 * minute)
  expect(compact).not.toHaveBeenCalled()
  clock.pass(minute)
  expect(compact).toHaveBeenCalledTimes(1)
  await settled()

  clock.pass(23 * hour)
  expect(compact).toHaveBeenCalledTimes(1)
  clock.pass(hour)
  expect(compact).toHaveBeenCalledTimes(2)
})

it('many messages taken back do not wait for the next, but an hour from the last', async () => {
  const { clock, compact, revoke } = office({ everyMs: 24 * hour })
  await revoke(10_000)
  expect(compact).not.toHaveBeenCalled()
  clock.pass(10 * minute)
  await settled()
  expect(compact).toHaveBeenCalledTimes(1)

  clock.pass(hour)
  await revoke(9_999)
  expect(compact).toHaveBeenCalledTimes(1)
  await revoke(1)
  expect(compact).toHaveBeenCalledTimes(2)
})

it('the operator compacts at once, and the next comes as long after it', async () => {
  const { clock, compact, compactions } = office({ everyMs: 2 * hour })
  expect(await compactions.run()).toEqual({ segments: 0, bytesBefore: 0, bytesAfter: 0, damaged: 0 })
  clock.pass(hour)
  expect(compact).toHaveBeenCalledTimes(1)
  clock.pass(hour)
  expect(compact).toHaveBeenCalledTimes(2)
})

it('a compaction that fails is logged and tried again', async () => {
  const warn = vi.fn()
  const { clock, compact } = office({ everyMs: hour, log: { ...silent, warn } })
  compact.mockRejectedValueOnce(new Error('no room'))
  clock.pass(10 * minute)
  await settled()
  expect(warn).toHaveBeenCalledWith('the journal could not be compacted and will be later', { error: expect.any(Error) })
  clock.pass(hour)
  expect(compact).toHaveBeenCalledTimes(2)
})

it('the operator sees that one runs, and what the last one did', async () => {
  const { clock, compact, compactions } = office({ everyMs: hour })
  expect([compactions.running, compactions.lastDone]).toEqual([false, undefined])
  compactions.begin()
  expect(compactions.running).toBe(true)
  await settled()
  const done = { segments: 0, bytesBefore: 0, bytesAfter: 0, damaged: 0, at: clock.now() }
  expect([compactions.running, compactions.lastDone]).toEqual([false, done])

  compact.mockRejectedValueOnce(new Error('no room'))
  compactions.begin()
  await settled()
  expect([compactions.running, compactions.lastDone]).toEqual([false, done])
})

it('nothing is compacted after a stop', () => {
  const { clock, compact, compactions } = office({ everyMs: hour })
  compactions.stop()
  clock.pass(100 * hour)
  expect(compact).not.toHaveBeenCalled()
})

function office({ everyMs, log = silent }: { everyMs: number; log?: Log }) {
  const journal = openMemoryJournal({ keyOf: () => undefined })
  const compact = vi.spyOn(journal, 'compact')
  const clock = new FakeClock()
  const compactions = new Compactions({ journal, clock, log, everyMs })
  const revoke = async (count: number) => {
    for (let i = 0; i < count; i++) journal.append(revocation(i), { durable: () => undefined, failed: () => undefined })
    await new Promise<void>((resolve) => journal.barrier({ durable: resolve, failed: () => resolve() }))
  }
  return { clock, compact, compactions, revoke }
}

function revocation(seq: number): MessageControlRecord {
  const conversation = conversationId(1)
  const target = {
    seq,
    seqId: seq,
    sender: ann,
    audience: 'single',
    recipient: ben,
    app: undefined,
    clientMessageId: '',
    counted: true,
  } as const
  return { type: 'message-control', stamp: seq, conversation, action: 'revoke', only: undefined, by: ann, body: '', requestId: '', target }
}

async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
}

import { expect, it } from 'vitest'
import { readiness } from './health.ts'

const good = { listening: { now: true }, journal: { accepting: true, durable: 100_000_000 }, readModel: { watermark: () => 99_000_000 } }

it('a server that listens, writes and reads is ready', () => {
  expect(readiness(good)).toEqual({ ready: true, reasons: [] })
})

it.each([
  ['does not listen', { listening: { now: false } }, 'it does not listen yet, or no longer'],
  ['cannot write', { journal: { accepting: false, durable: 99_000_000 } }, 'the journal cannot be written'],
  ['has much to project', { readModel: { watermark: () => 91_000_000 } }, 'the read model is behind'],
])('one that %s is not, and says why', (_, bad, reason) => {
  expect(readiness({ ...good, ...bad })).toEqual({ ready: false, reasons: [reason] })
})

import { expect, it } from 'vitest'
import { type Fault, faultNames } from './faults.ts'
import type { RoundFigures, RunResult } from './run.ts'
import { verdictOf } from './verdict.ts'

const round: RoundFigures = {
  ...{ round: 1, users: 8, conversations: 9, events: 100, compactions: 1, seconds: 50 },
  tally: {
    sent: 1300,
    repeats: 10,
    acked: 1200,
    refused: 0,
    deferred: 5,
    signIns: 20,
    signInsDeferred: 1,
    lost: 9,
    givenUp: 1,
    kicked: 0,
    pushed: 900,
    pulled: 30,
  },
  ...{ findings: [], troubles: [] },
}
const faults: Fault[] = faultNames.map((name) => ({ name, at: 1, lasting: 0 }))
const good: RunResult = {
  seconds: 60,
  rounds: [round, round],
  faults,
  series: [],
  afterwards: [],
  messagesReadBack: 2600,
  startsPrevented: 0,
  startsMs: [],
}

it('a run in which nothing is wrong and everything was broken is good', () => {
  const verdict = verdictOf(good)
  expect(verdict).toMatchObject({ passed: 2, failed: 0, counts: { kill: 1, cut: 1 } })
  expect(verdict.line).toMatch(/^2,400 messages acked, 1 kill -9, .* lost 0, doubled 0, out of order 0, wrong unread 0, other 0$/)
})

it('a finding fails its round, and is counted by what it breaks', () => {
  const findings = [{ rule: 'lost', detail: 'x' } as const, { rule: 'wrong-unread', detail: 'y' } as const]
  const verdict = verdictOf({ ...good, rounds: [round, { ...round, findings }] })
  expect(verdict).toMatchObject({ passed: 1, failed: 1 })
  expect(verdict.line).toMatch(/lost 1, doubled 0, out of order 0, wrong unread 1, other 0$/)
})

it('what no history shows fails too: a server that ended by itself, a conversation that changed later', () => {
  expect(verdictOf({ ...good, rounds: [{ ...round, troubles: ['the server ended by itself with code 1'] }] })).toMatchObject({ failed: 1 })
  const later = verdictOf({ ...good, afterwards: ['a conversation is another one'] })
  expect(later).toMatchObject({ passed: 2, failed: 1 })
  expect(later.line).toMatch(/other 1$/)
})

it('a kind of fault that never happened fails', () => {
  const verdict = verdictOf({ ...good, faults: faults.filter(({ name }) => name !== 'fullDisk') })
  expect(verdict.failed).toBe(1)
  expect(verdict.line).toMatch(/NEVER HAPPENED: full disk$/)
})

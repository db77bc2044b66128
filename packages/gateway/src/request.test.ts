import { ImError, parseUserId } from '@magpie-im/model'
import { TracedUsers } from '@magpie-im/services'
import { expect, it } from 'vitest'
import type { Slot } from './pipeline.ts'
import type { Route } from './protocol.ts'
import { FarEnd, silent } from './testing/far-end.fixture.ts'
import type { Line } from './testing/lines.fixture.ts'

it('every request is counted once, by its type and what became of it, whenever that is known', () => {
  const { far, slots } = open()
  far.say('ask 1', 'ask 2', 'throw', 'fail', 'nonsense')
  slots[0]?.complete(Buffer.from('x'), new ImError('NotFriends'))
  slots[1]?.complete(Buffer.from('x'))
  slots[1]?.complete(Buffer.from('x'))
  expect(far.counted.requests.sort()).toEqual([
    'lines ask NotFriends',
    'lines ask done',
    'lines fail Internal',
    'lines nonsense Unsupported',
    'lines throw Blocked',
  ])
})

it('a request that takes too long is logged, with what became of it and nothing of what it says (I16)', () => {
  const { far, slots, lines } = open()
  far.signIn()
  far.say('ask a secret')
  far.clock.pass(999)
  far.say('ask a secret')
  far.clock.pass(1)
  for (const slot of slots) slot.complete(Buffer.from('four'))
  const request = { user: 'ann', door: 'lines', operation: 'ask', connection: far.connection.id, bytes: 13, replyBytes: 4 }
  expect(lines).toEqual([['warn', 'slow request', { ...request, trace: expect.stringMatching(/^\d+-\d+$/), outcome: 'done', ms: 1000 }]])
  expect(JSON.stringify(lines)).not.toContain('secret')
})

it('when everything is slow, a few of them are logged, and how many were not', () => {
  const { far, slots, lines } = open()
  const ask = (count: number) => {
    far.say(...Array(count).fill('ask'))
    far.clock.pass(1000)
    for (const slot of slots.splice(0)) slot.complete(Buffer.from('x'))
  }
  ask(110)
  expect(lines).toHaveLength(100)
  ask(10)
  expect(lines).toHaveLength(110)
  expect(lines.flatMap(([, , fields]) => (fields as { unlogged?: number }).unlogged ?? [])).toEqual([10]) // as: what a line carries
})

it('requests of a user who is traced are logged until that ends, and those of others are not', () => {
  const { far, traced, lines } = open()
  far.signIn()
  far.say('throw')
  traced.set('ben', true)
  far.say('throw')
  expect(lines).toEqual([])

  traced.set('ann', true)
  far.say('throw')
  traced.set('ann', false)
  far.say('throw')
  expect(lines).toMatchObject([['info', 'request', { user: 'ann', operation: 'throw', outcome: 'Blocked', ms: 0 }]])
  expect(traced.list()).toEqual(['ben'])
})

it('a bug is logged with the trace of its request', () => {
  const { far, lines } = open()
  far.say('fail')
  expect(lines).toMatchObject([['error', 'request failed', { connection: far.connection.id, trace: expect.stringMatching(/^\d+-\d+$/) }]])
})

it('only so many users are traced at a time', () => {
  const traced = new TracedUsers()
  for (let i = 0; i < 1000; i++) traced.set(`user ${i}`, true)
  expect(() => traced.set('one more', true)).toThrow('at most 1000 users')
  expect(() => traced.set('', true)).toThrow('there cannot be a user of this name')
  traced.set('user 0', false)
  traced.set('one more', true)
  expect(traced.has(parseUserId('one more'))).toBe(true)
})

function open() {
  const lines: unknown[][] = []
  const keep =
    (level: string) =>
    (...line: unknown[]) =>
      void lines.push([level, ...line])
  const log = { ...silent, info: keep('info'), warn: keep('warn'), error: keep('error') }
  const slots: Slot[] = []
  const throwing = (error: Error): Route<Line> => ({
    access: 'anyone',
    order: 'pipelined',
    handle: () => {
      throw error
    },
  })
  const ask: Route<Line> = { access: 'anyone', order: 'pipelined', handle: (_, __, slot) => void slots.push(slot) }
  const routes = { ask, throw: throwing(new ImError('Blocked')), fail: throwing(new Error('a bug')) }
  const traced = new TracedUsers()
  const far = new FarEnd({ routes, log, traced, limits: { waitingBytes: 10_000, bytes: 100_000, packets: 1000 } })
  return { far, slots, lines, traced }
}

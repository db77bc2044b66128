import { expect, it } from 'vitest'
import { Durations } from '../metrics/durations.ts'
import { FakeClock } from '../testing/fake-clock.fixture.ts'
import { type Reading, Samples } from './samples.ts'

const minute = 60_000

it('each second there is a sample of what went on in it, and of how things stand', () => {
  const { clock, samples, now, acks } = watch()
  expect(samples.after(0)).toEqual([])
  now.messages = 30
  now.cpuMs = 500
  now.connections = new Map([['json', 2]])
  for (const ms of [1, 2, 40]) acks.add(ms)
  clock.pass(1000)
  expect(samples.after(0)).toEqual([
    expect.objectContaining({
      at: clock.now(),
      connections: { json: 2 },
      messagesPerSecond: 30,
      cpu: 0.5,
      ackMs: { p50: 2.5, p95: 50, p99: 50 },
    }),
  ])
  clock.pass(1000)
  expect(samples.after(clock.now() - 1)).toMatchObject([{ messagesPerSecond: 0, cpu: 0, ackMs: null }])
})

it('it keeps ten minutes', () => {
  const { clock, samples } = watch()
  for (let second = 0; second < 700; second++) {
    samples.after(0)
    clock.pass(1000)
  }
  expect(samples.after(0)).toHaveLength(600)
})

it('nothing is read unless somebody looks, and no more once nobody does', () => {
  const { clock, samples, reads } = watch()
  clock.pass(minute)
  expect(reads()).toBe(0)
  samples.after(0)
  for (let second = 0; second < 11 * 60; second++) clock.pass(1000)
  const before = reads()
  clock.pass(minute)
  expect(reads()).toBe(before)
  expect(samples.after(0), 'what is from another time would look like now').toEqual([])
  clock.pass(1000)
  expect(samples.after(0)).toHaveLength(1)
})

function watch() {
  const clock = new FakeClock()
  const acks = new Durations()
  let reads = 0
  const now: { -readonly [K in keyof Reading]: Reading[K] } = {
    ...{ connections: new Map(), sessions: 0, messages: 0, deliveries: 0, requests: 0, refusals: 0, acks: acks.counts, cpuMs: 0 },
    ...{ memoryBytes: 0, journalBytes: 0, projectorLagBytes: 0, queuedBytes: 0, overload: 0 },
  }
  const read = () => {
    reads++
    return { ...now, acks: acks.counts.slice() }
  }
  return { clock, acks, now, samples: new Samples({ read, clock }), reads: () => reads }
}

import type { Batch, Clock, Entry, JournalReader, Log, Position, Projection, Timer } from '@magpie-im/model'
import { parseUserId } from '@magpie-im/model'
import { expect, it, vi } from 'vitest'
import { Projector } from './projector.ts'

const ann = parseUserId('ann')

class ManualClock implements Clock {
  #now = 0
  #timers: { readonly at: number; readonly action: () => void }[] = []

  now = () => this.#now
  monotonic = () => this.#now

  after(ms: number, action: () => void): Timer {
    const timer = { at: this.#now + ms, action }
    this.#timers.push(timer)
    return { cancel: () => this.#timers.splice(this.#timers.indexOf(timer), 1) }
  }

  /** How long until the next timer, if there is one. */
  get next(): number | undefined {
    const at = this.#timers.map((timer) => timer.at)
    return at.length === 0 ? undefined : Math.min(...at) - this.#now
  }

  pass(ms: number): void {
    this.#now += ms
    for (const timer of this.#timers.filter((timer) => timer.at <= this.#now)) {
      this.#timers.splice(this.#timers.indexOf(timer), 1)
      timer.action()
    }
  }
}

/** A journal of batches of one record, the n-th from 10n up to 10n + 10. */
class Records implements JournalReader {
  reads: [Position, Position][] = []

  async *read(from: Position, to: Position): AsyncIterable<Batch> {
    this.reads.push([from, to])
    for (let at = from; at < to; at += 10) {
      const record = { type: 'user', stamp: at, id: ann, number: 1, name: '', passwordHash: '', disabled: false, demo: false } as const
      yield { entries: [{ position: at, record }], end: at + 10 }
    }
  }
}

class Kept implements Projection {
  watermark: Position = 0
  applied: Position[] = []
  failures = 0
  /** Held back until it resolves. */
  hold: Promise<void> | undefined
  begun = 0

  async apply(entries: readonly Entry[], end: Position): Promise<void> {
    this.begun += 1
    await this.hold
    if (this.failures > 0) {
      this.failures -= 1
      throw new Error('the disk is full')
    }
    this.applied.push(...entries.map((entry) => entry.position))
    this.watermark = end
  }
}

function setUp() {
  const clock = new ManualClock()
  const reader = new Records()
  const projection = new Kept()
  const watermarks: Position[] = []
  const log: Log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const projector = new Projector({
    reader,
    projection,
    clock,
    soon: setImmediate,
    log,
    onWatermark: (watermark) => watermarks.push(watermark),
  })
  return { clock, reader, projection, projector, watermarks, log }
}

it('projects what is durable, in order, and tells how far it is', async () => {
  const { clock, projection, projector, watermarks } = setUp()
  projector.durable(30)
  clock.pass(40)
  await vi.waitFor(() => expect(projection.watermark).toBe(30))
  expect(projection.applied).toEqual([0, 10, 20])
  expect(watermarks).toEqual([30])
})

it('gathers before it begins, so that many small writes become one', async () => {
  const { clock, projection, projector, reader } = setUp()
  projector.durable(10)
  clock.pass(39)
  projector.durable(20)
  expect(reader.reads).toEqual([])
  clock.pass(1)
  await vi.waitFor(() => expect(projection.watermark).toBe(20))
  expect(reader.reads).toEqual([[0, 20]])
})

it('never reads beyond what it was told is durable', async () => {
  const { clock, projection, projector, reader } = setUp()
  const held = Promise.withResolvers<void>()
  projection.hold = held.promise
  projector.durable(10)
  clock.pass(40)
  projector.durable(30)
  held.resolve()
  await vi.waitFor(() => expect(clock.next).toBe(40))
  expect(projection.watermark).toBe(10)
  clock.pass(40)
  await vi.waitFor(() => expect(projection.watermark).toBe(30))
  expect(reader.reads).toEqual([
    [0, 10],
    [10, 30],
  ])
})

it('does nothing while there is nothing new', async () => {
  const { clock, projection, projector, reader } = setUp()
  projection.watermark = 50
  projector.durable(50)
  expect(clock.next).toBeUndefined()
  expect(reader.reads).toEqual([])
})

it('tries again, ever more slowly, and complains once', async () => {
  const { clock, projection, projector, log } = setUp()
  projection.failures = 9
  projector.durable(10)
  clock.pass(40)
  const waits: number[] = []
  while (projection.watermark < 10) {
    await vi.waitFor(() => expect(clock.next ?? projection.watermark).toBeGreaterThan(0))
    if (projection.watermark > 0) break
    waits.push(clock.next ?? 0)
    clock.pass(clock.next ?? 0)
  }
  expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000])
  expect(projection.applied).toEqual([0])
  expect(log.error).toHaveBeenCalledTimes(1)
  await vi.waitFor(() => expect(log.info).toHaveBeenCalledTimes(1))
})

it('stops with the transaction that is under way', async () => {
  const { clock, projection, projector } = setUp()
  const held = Promise.withResolvers<void>()
  projection.hold = held.promise
  projector.durable(10)
  clock.pass(40)
  await vi.waitFor(() => expect(projection.begun).toBe(1))
  projector.durable(20)
  const stopped = projector.stop()
  held.resolve()
  await stopped
  expect(clock.next).toBeUndefined()
  projector.durable(30)
  expect(clock.next).toBeUndefined()
  expect(projection.watermark).toBe(10)
})

it('stops before it began', async () => {
  const { clock, projector, reader } = setUp()
  projector.durable(10)
  await projector.stop()
  clock.pass(100)
  expect(reader.reads).toEqual([])
})

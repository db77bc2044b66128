import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FakeClock } from '../testing/fake-clock.fixture.ts'
import { TokenBucket } from './token-bucket.ts'
import { TokenBuckets } from './token-buckets.ts'

describe('one bucket', () => {
  it('never gives more than burst + rate × time, over any stretch, whoever asks how often', () => {
    const rates = fc.record({ perSecond: fc.integer({ min: 1, max: 2000 }), burst: fc.integer({ min: 1, max: 500 }) })
    const pauses = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 300, noNaN: true })), { maxLength: 30, size: 'max' })
    fc.assert(
      fc.property(rates, pauses, (rate, list) => {
        const given = timesGiven(new TokenBucket(rate), list)
        for (const [index, from] of given.entries()) {
          for (let to = index; to < given.length; to++) {
            const most = rate.burst + ((given[to] ?? 0) - from) * (rate.perSecond / 1000)
            expect(to - index + 1).toBeLessThanOrEqual(most + 1e-3)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('gives a token after exactly the time it said', () => {
    const rate = fc.record({ perSecond: fc.integer({ min: 1, max: 2000 }), burst: fc.integer({ min: 1, max: 500 }) })
    fc.assert(
      fc.property(rate, fc.double({ min: 0, max: 1e9, noNaN: true }), ({ perSecond, burst }, start) => {
        const bucket = new TokenBucket({ perSecond, burst })
        for (let i = 0; i < burst; i++) expect(bucket.take(start)).toBe(0)
        const wait = bucket.take(start)
        expect(wait).toBeGreaterThan(0)
        expect(bucket.take(start + wait * 0.9)).toBeGreaterThan(0)
        expect(bucket.take(start + wait)).toBe(0)
      }),
    )
  })

  it('knows how many are left and when it is full', () => {
    const bucket = new TokenBucket({ perSecond: 10, burst: 4 })
    expect([bucket.left(0), bucket.fullIn(0)]).toEqual([4, 0])
    for (let i = 0; i < 3; i++) bucket.take(0)
    expect([bucket.left(0), bucket.fullIn(0)]).toEqual([1, 300])
    expect([bucket.left(150), bucket.fullIn(150)]).toEqual([2, 150])
    bucket.giveBack()
    expect(bucket.left(150)).toBe(3)
  })
})

describe('a bucket for every key', () => {
  it('refuses one key and not the others, and says which limit and when to come back', () => {
    const { buckets, taken } = open({ perSecond: 10, burst: 3 })
    expect(taken('ann', 5)).toBe(3)
    expect(taken('ben', 1)).toBe(1)
    expect(() => buckets.take('ann')).toThrow(
      expect.objectContaining({
        name: 'TooManyMessages',
        message: 'too many messages: at most 10 messages a second; try again in 0.1 s',
        retryAfterMs: 100,
      }),
    )
  })

  it('never lets a key take more than burst + rate × time, however the others come and go', () => {
    const steps = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), pause: fc.integer({ min: 0, max: 400 }) }), {
      maxLength: 200,
      size: 'max',
    })
    fc.assert(
      fc.property(steps, (list) => {
        const { clock, taken } = open({ perSecond: 10, burst: 5 })
        const counts = new Map<string, number>()
        for (const { key, pause } of list) {
          clock.pass(pause)
          counts.set(key, (counts.get(key) ?? 0) + taken(key, 2))
          expect(counts.get(key)).toBeLessThanOrEqual(5 + clock.monotonic() / 100 + 1e-6)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('forgets who was silent for long enough', () => {
    const { clock, buckets, taken } = open({ perSecond: 10, burst: 5 })
    for (let i = 0; i < 1000; i++) taken(`user ${i}`, 5)
    expect(buckets.size).toBe(1000)
    clock.pass(500)
    taken('ann', 1)
    clock.pass(500)
    taken('ann', 1)
    expect(buckets.size).toBe(1)
  })

  it('keeps a bounded number of buckets', () => {
    const { buckets, taken } = open({ perSecond: 1, burst: 1 })
    for (let i = 0; i < 250_000; i++) taken(`user ${i}`, 1)
    expect(buckets.size).toBeLessThanOrEqual(200_000)
  })

  it('follows a rate that changes', () => {
    const rate = { perSecond: 1, burst: 1 }
    const { clock, taken, buckets } = open(rate)
    expect(taken('ann', 5)).toBe(1)
    Object.assign(rate, { perSecond: 10, burst: 10 })
    expect([taken('ben', 20), buckets.limit]).toEqual([10, 10])
    clock.pass(1000)
    expect(taken('ann', 20)).toBe(10)
    Object.assign(rate, { perSecond: 2, burst: 2 })
    clock.pass(1000)
    expect(taken('ann', 5)).toBe(2)
  })

  it('tells how a key stands, and takes a token back', () => {
    const { buckets, taken } = open({ perSecond: 10, burst: 5 })
    expect(buckets.standing('ann')).toEqual({ left: 5, fullInMs: 0 })
    taken('ann', 2)
    expect(buckets.standing('ann')).toEqual({ left: 3, fullInMs: 200 })
    buckets.giveBack('ann')
    expect(buckets.standing('ann')).toEqual({ left: 4, fullInMs: 100 })
  })
})

function timesGiven(bucket: TokenBucket, pauses: readonly number[]): number[] {
  let now = 0
  const given: number[] = []
  for (const pause of pauses) {
    now += pause
    for (let i = 0; i < 5; i++) if (bucket.take(now) === 0) given.push(now)
  }
  return given
}

function open(rate: { readonly perSecond: number; readonly burst: number }) {
  const clock = new FakeClock()
  const buckets = new TokenBuckets(Object.assign(rate, { clock, error: 'TooManyMessages', what: 'messages a second' } as const))
  const taken = (key: string, asked: number) => {
    let count = 0
    for (let i = 0; i < asked; i++) {
      try {
        buckets.take(key)
        count++
      } catch {
        break
      }
    }
    return count
  }
  return { clock, buckets, taken }
}

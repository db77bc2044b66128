import { expect, it } from 'vitest'
import { Latencies } from './latencies.ts'

it('a percentile is the latency that this share stayed within', () => {
  const latencies = new Latencies()
  for (let ms = 1; ms <= 1000; ms++) latencies.add(ms)

  expect(latencies.percentile(0.5)).toBeCloseTo(500, 1)
  expect(latencies.percentile(0.999)).toBeCloseTo(999, 1)
})

it('what was cleared does not count, and what is too long counts as the longest', () => {
  const latencies = new Latencies()
  latencies.add(5)
  latencies.clear()
  latencies.add(60_000)

  expect(latencies.percentile(0)).toBeLessThan(1)
  expect(latencies.percentile(0.5)).toBeCloseTo(10_000, 1)
})

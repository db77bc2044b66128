import { expect, it } from 'vitest'
import { countOf, merged, percentile } from './histogram.ts'

it('a percentile is the latency that this share stayed within', () => {
  const histogram = [
    [1000, 50],
    [2000, 49],
    [9000, 1],
  ] as const

  expect([0, 0.5, 0.51, 0.99, 0.999].map((share) => percentile(histogram, share))).toEqual([1, 1, 2, 2, 9])
  expect(percentile([], 0.5)).toBeNaN()
})

it('runs are put together bucket by bucket', () => {
  const all = merged([
    [[30, 1]],
    [
      [20, 2],
      [30, 5],
    ],
  ])

  expect(all).toEqual([
    [20, 2],
    [30, 6],
  ])
  expect(countOf(all)).toBe(8)
})

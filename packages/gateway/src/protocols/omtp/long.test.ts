import { expect, it } from 'vitest'
import { numberOf } from './long.ts'

it('exact numbers stay, and what is beyond them is clamped', () => {
  expect([0, -7, Number.MAX_SAFE_INTEGER].map(numberOf)).toEqual([0, -7, Number.MAX_SAFE_INTEGER])
  expect([2n ** 63n - 1n, -(2n ** 63n)].map(numberOf)).toEqual([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])
})

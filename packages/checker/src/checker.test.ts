import fc from 'fast-check'
import { expect, test } from 'vitest'
import { check } from './checker.ts'
import { naiveHistory } from './testing/naive-life.ts'

test('a life in which everything went right breaks no promise', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
      expect(check(naiveHistory(seed))).toEqual([])
    }),
    { numRuns: 200 },
  )
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check } from './checker.ts'
import { mutations } from './testing/mutations.ts'
import { naiveHistory } from './testing/naive-life.ts'
import { randomOf } from './testing/random.ts'

const seeds = fc.integer({ min: 1, max: 2 ** 31 })

test('a life in which everything went right breaks no promise', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      expect(check(naiveHistory(seed))).toEqual([])
    }),
    { numRuns: 200 },
  )
})

describe('it is noticed when', () => {
  for (const [what, mutate] of Object.entries(mutations)) {
    test(what, () => {
      let tried = 0
      fc.assert(
        fc.property(seeds, (seed) => {
          const broken = mutate(naiveHistory(seed), randomOf(seed))
          if (broken === undefined) return
          tried++
          expect(check(broken)).not.toEqual([])
        }),
        { numRuns: 40 },
      )
      expect(tried).toBeGreaterThan(0)
    })
  }
})

import { expect, it } from 'vitest'
import { secondsBehind } from './backlog.ts'

it('a read model is as far behind as it is long ago that the journal was no longer than what it has', () => {
  const seen = [
    { seconds: 10, written: 0, projected: 0 },
    { seconds: 11, written: 100, projected: 100 },
    { seconds: 12, written: 200, projected: 150 },
    { seconds: 13, written: 200, projected: 200 },
  ]

  expect(secondsBehind(seen)).toBeCloseTo(1, 5)
  expect(secondsBehind(seen.slice(0, 3))).toBeCloseTo(0.5, 5)
  expect(secondsBehind([])).toBe(0)
})

import { expect, it } from 'vitest'
import { backOff } from './back-off.ts'

it('waits about one, two, four seconds and never much longer than half a minute', () => {
  const waits = [0, 1, 2, 3, 4, 5, 60].map((attempt) => backOff(attempt, 0.5))

  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
})

it('does not let everybody come back at the same moment', () => {
  expect([backOff(2, 0), backOff(2, 1)]).toEqual([3000, 5000])
})

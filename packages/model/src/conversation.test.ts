import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pairOf } from './conversation.ts'
import type { UserId } from './ids.ts'

test('a pair is in the order of its bytes as UTF-8, surrogates and all', () => {
  const id = fc.string({ unit: fc.constantFrom('a', 'b', '~', 'é', '\u{d7ff}', '\u{e000}', '\u{ffff}', '\u{10000}', '😀'), maxLength: 4 })
  fc.assert(
    fc.property(id, id, (a, b) => {
      const [first, second] = pairOf(a as UserId, b as UserId) // as: what an id may hold
      expect(Buffer.compare(Buffer.from(first), Buffer.from(second))).toBeLessThanOrEqual(0)
      expect([first, second].sort()).toEqual([a, b].sort())
    }),
    { numRuns: 2000 },
  )
})

import { check } from '@magpie-im/checker'
import { expect, it } from 'vitest'
import { someTime } from './testing/some-time.fixture.ts'

/** What phones record must be enough for the checker to find what a server does wrong. */
it.for([1, 2, 3, 4])('finds nothing wrong with a server that keeps its promises (seed %i)', async (seed) => {
  const { house } = await someTime(seed)
  expect(check(house.history)).toEqual([])
})

it.for([
  ['forgets ids', 'doubled'],
  ['loses some', 'lost'],
  ['pushes twice', 'doubled'],
  ['skips pushes', 'missed'],
  ['counts revoked', 'wrong-unread'],
  ['keeps content', 'revoked-is-back'],
  ['shows strangers', 'seen-by-stranger'],
  ['swaps two', 'reordered'],
] as const)('finds a server that %s', async ([flaw, rule]) => {
  const { house } = await someTime(1, flaw)
  expect(check(house.history).map((finding) => finding.rule)).toContain(rule)
})

import { expect, it } from 'vitest'
import { play } from './abuse/play.ts'
import { sceneOf } from './abuse/scenes.ts'

// What holds on any machine, however busy: times do not.
async function held(name: string) {
  const seen = await play(sceneOf(name), { seconds: 1, pairs: 3, progress: () => undefined })
  const { quiet, attacked, afterwards, before, after, heldBack } = seen
  expect([quiet, attacked, afterwards].flatMap(({ errors }) => errors)).toEqual([])
  for (const { messages } of [quiet, attacked, afterwards]) expect(messages).toBeGreaterThan(0)
  expect(after.sockets).toBeLessThanOrEqual(before.sockets)
  expect(Object.keys(heldBack)).toEqual(expect.arrayContaining([expect.stringMatching(sceneOf(name).heldBackBy.join('|'))]))
}

it('lengths and bombs are refused, and honest users served', { timeout: 120_000 }, () => held('oversize'))

it('guesses are refused, and honest users served', { timeout: 120_000 }, () => held('guessing'))

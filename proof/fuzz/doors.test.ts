import { expect, it } from 'vitest'
import { doorNames, fuzzDoors } from './doors.ts'

it('every door stands what nobody should send, and honest users beside notice nothing', { timeout: 120_000 }, async () => {
  const lines: string[] = []
  const verdict = await fuzzDoors(doorNames, { inputs: 1, seconds: 1, seed: 11, say: (line) => lines.push(line) })
  expect(verdict, lines.join('\n')).toEqual({ passed: doorNames.length, failed: 0 })
})

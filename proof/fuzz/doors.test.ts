import { expect, it } from 'vitest'
import { doorNames, fuzzDoors } from './doors.ts'

it.each(doorNames)('%s stands what nobody should send, and honest users beside notice nothing', { timeout: 60_000 }, async (name) => {
  const lines: string[] = []
  const verdict = await fuzzDoors([name], { inputs: 1, seconds: 2, seed: 11, say: (line) => lines.push(line) })
  expect(verdict, lines.join('\n')).toEqual({ passed: 1, failed: 0 })
})

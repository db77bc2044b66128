import { expect, it } from 'vitest'
import { Numbered } from './numbered.ts'

it('gives what has a number above another, in order, and passes over those that nobody has', () => {
  const numbered = new Numbered<string>()
  for (const [number, thing] of [
    [1, 'a'],
    [5, 'e'],
    [2, 'b'],
    [3, 'c'],
  ] as const)
    numbered.set(number, thing)
  numbered.delete(2)
  expect([0, 1, 4, 5, 10, Number.MAX_SAFE_INTEGER, 1e16].map((number) => [...numbered.above(number)].join(''))).toEqual([
    'ace',
    'ce',
    'e',
    '',
    '',
    '',
    '',
  ])
})

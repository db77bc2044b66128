import { expect, it } from 'vitest'
import { parseRange } from './byte-range.ts'

it.each([
  ['bytes=0-3', { from: 0, to: 3 }],
  ['bytes=5-', { from: 5, to: 9 }],
  ['bytes=-4', { from: 6, to: 9 }],
  ['bytes=-99', { from: 0, to: 9 }],
  ['bytes=8-99', { from: 8, to: 9 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=3-2', undefined],
  ['bytes=-', undefined],
  ['bytes=0-1,4-5', undefined],
  ['items=0-1', undefined],
  ['bytes=99999999999999999999-', undefined],
  [undefined, undefined],
])('of ten bytes %s means what RFC 9110 says', (header, range) => {
  expect(parseRange(header, 10)).toEqual(range)
})

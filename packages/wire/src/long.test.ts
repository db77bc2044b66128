import { expect, it } from 'vitest'
import { canonicalLong, longFrom } from './long.ts'

const edge = 2n ** 53n

it.each([0n, 1n, -1n, 2n ** 31n, -(2n ** 31n) - 1n, edge - 1n, edge, -edge + 1n, -edge, 2n ** 63n - 1n, -(2n ** 63n)])(
  'makes %s of its halves, a number only where that is exact',
  (value) => {
    const long = longFrom(Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asUintN(32, value)))

    expect(BigInt(long)).toBe(value)
    expect(typeof long).toBe(value > -edge && value < edge ? 'number' : 'bigint')
  },
)

it('gives a small bigint its number', () => {
  expect(canonicalLong(5n)).toBe(5)
  expect(canonicalLong(-edge)).toBe(-edge)
})

it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2n ** 63n, -(2n ** 63n) - 1n])('refuses %s', (value) => {
  expect(() => canonicalLong(value)).toThrow(RangeError)
})

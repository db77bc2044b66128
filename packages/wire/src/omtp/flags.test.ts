import { expect, it } from 'vitest'
import type { Long } from '../long.ts'
import { hasFlag, withFlag, withWrapping, wrappingOf } from './flags.ts'

const values: Long[] = [
  0,
  1,
  2,
  6,
  -1,
  -2,
  2 ** 40,
  2 ** 40 + 1,
  -(2 ** 40),
  Number.MAX_SAFE_INTEGER,
  2n ** 60n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  -(2n ** 53n),
]

it.each(values)('sets a bit of %s and keeps the others', (flags) => {
  const set = withFlag(flags, 1)

  expect(BigInt(set)).toBe(BigInt(flags) | 1n)
  expect(hasFlag(set, 1)).toBe(true)
})

it.each(values)('knows which bits of %s are set', (flags) => {
  for (const flag of [1, 2, 4, 32, 512]) expect(hasFlag(flags, flag)).toBe((BigInt(flags) & BigInt(flag)) !== 0n)
})

it.each(values)('says in %s how a payload is wrapped, keeps the other bits, and takes it back', (flags) => {
  const mask = 0xfc0n
  for (const [compress, crypto] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [7, 7],
  ] as const) {
    const set = withWrapping(flags, { compress, crypto })
    expect(wrappingOf(set)).toEqual({ compress, crypto })
    expect(BigInt(set) & ~mask).toBe(BigInt(flags) & ~mask)
    expect(BigInt(set) & mask).toBe((BigInt(compress) << 6n) | (BigInt(crypto) << 9n))
  }
})

import { randomBytes } from 'node:crypto'
import zlib from 'node:zlib'
import { expect, it } from 'vitest'
import { findFlippedBit } from './flipped-bit.ts'

it.each([1, 48, 1_000, 70_000])('finds the bit that flipped among %i bytes', (length) => {
  const bytes = randomBytes(length)
  const before = zlib.crc32(bytes)
  const places = [0, length >> 1, length - 1].flatMap((byte) => [0, 3, 7].map((bit) => ({ byte, bit })))
  for (const { byte, bit } of places) {
    const damaged = Buffer.from(bytes)
    damaged.writeUInt8(damaged.readUInt8(byte) ^ (1 << bit), byte)
    expect(findFlippedBit(length, zlib.crc32(damaged) ^ before)).toEqual({ byte, bit })
  }
})

it('finds none when it was more than one', () => {
  const bytes = randomBytes(500)
  const damaged = Buffer.from(bytes)
  damaged.fill(0x55, 100, 140)
  expect(findFlippedBit(500, zlib.crc32(damaged) ^ zlib.crc32(bytes))).toBeUndefined()
})

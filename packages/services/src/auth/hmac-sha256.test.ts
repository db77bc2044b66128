import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { HmacSha256 } from './hmac-sha256.ts'

const key = (length: number) => Buffer.from(Array.from({ length }, (_, at) => (at * 37 + length) % 256))

it('gives what Node gives, for keys and texts around every block and bound, one after the other', () => {
  for (const keyLength of [0, 1, 32, 63, 64, 65, 200]) {
    const hmac = new HmacSha256(key(keyLength))
    for (const length of [300, 0, 1, 55, 56, 63, 64, 65, 2_047, 2_048, 2_049, 100_000, 7]) {
      const text = 'eyJ-_.'.repeat(Math.ceil(length / 6)).slice(0, length)
      const expected = createHmac('sha256', key(keyLength)).update(text).digest('hex')
      expect(Buffer.from(hmac.digest(text)).toString('hex')).toBe(expected)
    }
  }
})

it('gives the digest of RFC 4231, test case 2', () => {
  const digest = new HmacSha256(Buffer.from('Jefe')).digest('what do ya want for nothing?')
  expect(Buffer.from(digest).toString('hex')).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')
})

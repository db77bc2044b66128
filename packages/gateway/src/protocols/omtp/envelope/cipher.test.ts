import { expect, it } from 'vitest'
import { Opener, Sealer } from './cipher.ts'

const key = Buffer.alloc(32, 7)
const header = Buffer.from('header')
const ends = () => ({ sealer: new Sealer(key), opener: new Opener(key) })

it('what is sealed opens, in order', () => {
  const { sealer, opener } = ends()
  for (const text of ['', 'a', 'a', 'x'.repeat(100_000)]) {
    expect(opener.open(sealer.seal(Buffer.from(text), header), header).toString()).toBe(text)
  }
})

it('no nonce is used twice: the same payload never looks the same', () => {
  const { sealer } = ends()
  const sealed = Array.from({ length: 1_000 }, () => sealer.seal(Buffer.from('the same'), header).toString('hex'))
  expect(new Set(sealed).size).toBe(1_000)
})

it('a byte that was changed, in payload, tag or header, is noticed', () => {
  const whole = ends().sealer.seal(Buffer.from('hello'), header)
  for (let at = 0; at < whole.length; at++) {
    const changed = Buffer.from(whole)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    expect(() => ends().opener.open(changed, header)).toThrow()
  }
  expect(() => ends().opener.open(whole, Buffer.from('Header'))).toThrow()
  for (let length = 0; length < whole.length; length++) expect(() => ends().opener.open(whole.subarray(0, length), header)).toThrow()
})

it('what is repeated, left out or moved is noticed', () => {
  const { sealer } = ends()
  const [first, second] = [sealer.seal(Buffer.from('1'), header), sealer.seal(Buffer.from('2'), header)]
  const { opener } = ends()
  expect(() => opener.open(second, header)).toThrow()
  const repeating = ends().opener
  repeating.open(first, header)
  expect(() => repeating.open(first, header)).toThrow()
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePack, decodePayload, encodeFramed } from '../../../packages/wire/src/index.ts'
import { anyStruct } from './arbitrary.ts'
import { codecOf, decode, encode, structs } from './schema-values.ts'

describe.each([...structs.keys()])('%s', (name) => {
  it('comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(anyStruct(name), (value) => {
        expect(decode(name, encode(name, value))).toEqual(value)
      }),
    )
  })

  it('keeps its value behind fields that nobody knows yet', () => {
    fc.assert(
      fc.property(anyStruct(name), (value) => {
        expect(decode(name, Buffer.concat([encode(name, value), wellFormed]))).toEqual(value)
      }),
      { numRuns: 20 },
    )
  })
})

/** Fields 10 to 14 and 200: a string, a struct, a list, a map, bytes, a long. */
const wellFormed = Buffer.from(
  ['a60161', 'ba0c1c0b', 'c900020601310c', 'd80001060016016b', 'ed000003010203', 'f3c80102030405060708'].join(''),
  'hex',
)

it('a packet of any size frames its payload as its struct encodes it', () => {
  const header = { type: 14, version: 1, flags: 0, packId: '1' }

  for (const length of [0, 1, 60, 80, 100, 120, 127, 128, 200, 32_700, 32_767, 32_768, 33_000, 70_000]) {
    const text = { text: 'x'.repeat(length), url: '' }
    const { payload, header: decoded } = decodePack(encodeFramed(header, codecOf('MsgText'), text).subarray(4))
    expect(decoded).toEqual(header)
    expect(decodePayload(codecOf('MsgText'), payload)).toEqual(text)
  }
})

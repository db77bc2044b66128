import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyStruct } from './arbitrary.ts'
import { isWithin, oracleBytes, oracleValue } from './oracle.ts'
import { decode, encode, structs } from './schema-values.ts'

describe.each([...structs.keys()])('%s', (name) => {
  it('has the bytes that an encoder of others gives it, and the value that a decoder of others reads', () => {
    fc.assert(
      fc.property(
        anyStruct(name).filter((value) => isWithin(name, value)),
        (value) => {
          const expected = oracleBytes(name, value)
          expect(encode(name, value).equals(expected)).toBe(true)
          expect(decode(name, expected)).toEqual(value)
          expect(oracleValue(name, expected)).toEqual(value)
        },
      ),
    )
  })
})

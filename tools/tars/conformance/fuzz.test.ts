import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DecodeError } from '../../../packages/wire/src/index.ts'
import { decode, encode, structs } from './schema-values.ts'
import { bodyOf, rightVectors } from './vectors.ts'

/** Anything but a value or a DecodeError fails the test. */
function decodeOrRefuse(struct: string, bytes: Buffer): unknown {
  try {
    return decode(struct, bytes)
  } catch (error) {
    if (error instanceof DecodeError && error.offset >= 0 && error.offset <= bytes.length) return undefined
    throw error
  }
}

describe.each([...structs.keys()])('%s', (struct) => {
  it('makes a value or a DecodeError of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeOrRefuse(struct, Buffer.from(bytes))),
      { numRuns: 500 },
    )
  })
})

const short = rightVectors.filter(({ hex }) => hex.length < 1000)
const change = fc.record({
  at: fc.nat(),
  byte: fc.oneof(fc.nat(255), fc.constantFrom(0x0a, 0x0b, 0x0c, 0x1d, 0x7f, 0xff)),
  how: fc.constantFrom('set', 'cut', 'add'),
})

it('makes a value or a DecodeError of bytes that were changed, and a value encodes again', () => {
  const mutation = fc.tuple(fc.constantFrom(...short), fc.array(change, { minLength: 1, maxLength: 4 }))

  fc.assert(
    fc.property(mutation, ([vector, changes]) => {
      const bytes = changes.reduce(apply, bodyOf(vector))
      const value = decodeOrRefuse(vector.struct, bytes)
      if (value !== undefined) expect(decode(vector.struct, encode(vector.struct, value))).toEqual(value)
    }),
    { numRuns: 5000 },
  )
})

function apply(bytes: Buffer, { at, byte, how }: { at: number; byte: number; how: string }): Buffer {
  const index = at % (bytes.length + 1)
  const behind = bytes.subarray(how === 'set' ? index + 1 : index)
  return how === 'cut' ? bytes.subarray(0, index) : Buffer.concat([bytes.subarray(0, index), Buffer.of(byte), behind])
}

const frameLimit = 640_000
const bombs = {
  'begins of structs': '4a',
  'begins of lists': '490001',
  'begins of maps': '480001',
  'empty strings': '0600',
  zeros: '0c',
  'struct ends': '0b',
}

it.each(Object.entries(bombs))('a frame full of %s is decided at once', (_name, hex) => {
  const header = Buffer.from('000a1c2c3600', 'hex')
  const list = Buffer.from('06003900', 'hex')
  const bomb = Buffer.alloc(frameLimit, Buffer.from(hex, 'hex'))
  const started = process.cpuUsage()

  for (const struct of structs.keys()) {
    decodeOrRefuse(struct, Buffer.concat([header, bomb]))
    decodeOrRefuse(struct, Buffer.concat([list, bomb]))
  }

  const milliseconds = process.cpuUsage(started).user / 1000 / structs.size / 2
  expect(milliseconds).toBeLessThan(50)
})

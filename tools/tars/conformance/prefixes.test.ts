import { describe, expect, it } from 'vitest'
import { DecodeError, Framing } from '../../../packages/wire/src/index.ts'
import { decode, defaultOf, encode, fromVector, structOf } from './schema-values.ts'
import { bodyOf, bytesOf, rightVectors } from './vectors.ts'

const framed = rightVectors.filter((vector) => vector.framed)

it.each(framed)('every beginning of the frame $name waits for more', (vector) => {
  const bytes = bytesOf(vector)

  for (let length = 0; length < bytes.length; length++) {
    const framing = new Framing()
    expect(framing.push(bytes.subarray(0, length))).toEqual([])
    expect(framing.push(bytes.subarray(length))).toEqual([bodyOf(vector)])
  }
})

/** Long ones are tried at both ends. */
function beginnings(length: number): number[] {
  return Array.from({ length }, (_, at) => at).filter((at) => at < 300 || at > length - 300)
}

describe.each(rightVectors)('a beginning of $struct $name', (vector) => {
  it('is refused unless it ends before an optional field, which then has its default', () => {
    const body = bodyOf(vector)
    const cuts = cutsBeforeOptional(vector.struct, fromVector(vector.struct, vector.value))

    for (const length of beginnings(body.length)) {
      const expected = cuts.get(length)
      const decoding = () => decode(vector.struct, body.subarray(0, length))
      if (expected === undefined) expect(decoding, `${length} bytes`).toThrow(DecodeError)
      else expect(decoding(), `${length} bytes`).toEqual(expected)
    }
  })
})

/** Where the bytes of `value` may end early, and what they then mean. */
function cutsBeforeOptional(struct: string, value: Record<string, unknown>): Map<number, unknown> {
  const { fields } = structOf(struct)
  const lastRequired = fields.findLastIndex((field) => field.required)
  const cuts = new Map<number, unknown>()
  for (let kept = fields.length; kept > lastRequired; kept--) {
    const rest = fields.slice(kept).map((field) => [field.name, defaultOf(field.type)])
    const cut = { ...value, ...Object.fromEntries(rest) }
    cuts.set(encode(struct, cut).length - alwaysWritten(struct, kept), cut)
  }
  return cuts
}

/** Bytes that defaults of optional enums and structs take from field `from` on. */
function alwaysWritten(struct: string, from: number): number {
  const { fields } = structOf(struct)
  const sizes = fields.slice(from).map(({ type }) => {
    if (type.kind === 'enum') return 1
    return type.kind === 'struct' ? encode(type.name, defaultOf(type)).length + 2 : 0
  })
  return sizes.reduce((sum, size) => sum + size, 0)
}

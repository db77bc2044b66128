import { describe, expect, it } from 'vitest'
import { DecodeError, decodePack, decodePayload, encodeFramed, OTIMPack } from '../../../packages/wire/src/index.ts'
import { codecOf, decode, encode, fromVector, structOf, structs } from './schema-values.ts'
import { bodyOf, bytesOf, type RightVector, rightVectors, wrongVectors } from './vectors.ts'

describe.each(rightVectors)('$struct $name', (vector) => {
  it('decodes to its value', () => {
    expect(decode(vector.struct, bodyOf(vector))).toEqual(fromVector(vector.struct, vector.value))
  })

  it('encodes to its bytes', () => {
    expect(encode(vector.struct, fromVector(vector.struct, vector.value)).toString('hex')).toBe(bodyOf(vector).toString('hex'))
  })
})

const packets = rightVectors.filter((vector): vector is RightVector & { payloadStruct: string } => vector.payloadStruct !== undefined)

it.each(packets)('the payload of $name decodes, and the whole packet encodes to its bytes', (vector) => {
  const value = fromVector(vector.payloadStruct, vector.payloadValue)
  const codec = codecOf(vector.payloadStruct)

  const { header, payload } = decodePack(bodyOf(vector))

  expect(decodePayload(codec, payload)).toEqual(value)
  const frame = encodeFramed(header, codec, value)
  expect(frame.readUInt32BE(0)).toBe(frame.length)
  expect(frame.subarray(4).toString('hex')).toBe(bodyOf(vector).toString('hex'))
})

it.each(wrongVectors)('$struct: $name is refused, since $clause', ({ struct, hex, error }) => {
  const refused = refusal(struct, bytesOf({ hex }))

  expect(refused).toMatchObject({ protocol: 'omtp', ...error })
})

it('every struct has a vector', () => {
  const covered = new Set(rightVectors.flatMap(({ struct, payloadStruct }) => [struct, payloadStruct]))

  expect([...structs.keys()].filter((name) => !covered.has(name))).toEqual([])
})

it('every struct has a wrong vector', () => {
  const covered = new Set(wrongVectors.map(({ struct }) => struct))

  expect([...structs.keys()].filter((name) => !covered.has(name))).toEqual([])
})

it.each(['LoginReq', 'LoginResp'])('every field of %s that not every client knows is in a vector, right and wrong', (struct) => {
  const later = structOf(struct).fields.filter(({ name }) => ['compress', 'crypto', 'publicKey', 'signature'].includes(name))
  const values = rightVectors.filter((vector) => vector.struct === struct).map(({ value }) => Object.keys(value as object)) // as: of a struct
  const refused = wrongVectors.filter((vector) => vector.struct === struct).map(({ error }) => error.field)

  for (const { name } of later)
    expect([values.flat(), refused], name).toEqual([expect.arrayContaining([name]), expect.arrayContaining([name])])
})

it('the payload of a pack shares the memory of the frame', () => {
  const body = bodyOf(packets[0] as RightVector) // as: there are vectors

  const { payload } = decodePack(body)

  expect(payload.buffer).toBe(body.buffer)
  expect(OTIMPack.name).toBe('OTIMPack')
})

function refusal(struct: string, bytes: Buffer): DecodeError {
  try {
    decode(struct, bytes)
  } catch (error) {
    if (error instanceof DecodeError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

import { expect, it } from 'vitest'
import { ByteWriter } from '../bytes.ts'
import { DecodeError } from '../decode-error.ts'
import { Framing } from '../framing.ts'
import { decodePack, decodePayload, encodeFramed, encodePack, replyHeader } from './codec.ts'
import { CommonErrorCode, type OTIMHeader } from './generated/header.ts'
import { KickOutReq } from './generated/sign-in.ts'
import { empty, raw } from './payload.ts'

const ping: OTIMHeader = { type: 10, version: 1, flags: 0, packId: '846930886' }

it('frames several packets into one buffer', () => {
  const writer = new ByteWriter()
  encodePack(writer, ping, raw, Buffer.from('one'))
  encodePack(writer, ping, empty, undefined)
  encodePack(writer, ping, CommonErrorCode, { code: 1, desc: '' })

  const bodies = new Framing().push(writer.take())

  expect(bodies.map((body) => decodePack(body).payload.length)).toEqual([3, 0, 4])
})

it('frames a payload of every length, since its own length takes one to five bytes', () => {
  for (const length of [0, 1, 127, 128, 32_767, 32_768]) {
    const [body = Buffer.alloc(0)] = new Framing().push(encodeFramed(ping, raw, Buffer.alloc(length, 1)))
    expect(decodePack(body)).toEqual({ header: ping, payload: Buffer.alloc(length, 1) })
  }
})

it('answers with the type, version, packId and unknown flags of the request', () => {
  expect(replyHeader({ type: 14, version: 3, flags: 2 ** 40 + 4, packId: 'x' })).toEqual({
    type: 14,
    version: 3,
    flags: 2 ** 40 + 5,
    packId: 'x',
  })
})

it('appends nothing of a packet that cannot be encoded', () => {
  const writer = new ByteWriter()
  encodePack(writer, ping, empty, undefined)
  const before = writer.offset

  expect(() => encodePack(writer, ping, KickOutReq, { deviceType: 2 ** 31, deviceId: '' })).toThrow(RangeError)
  expect(() => encodePack(writer, { ...ping, type: 32_768 }, empty, undefined)).toThrow(RangeError)
  expect(writer.offset).toBe(before)
})

it('refuses an empty body', () => {
  expect(() => decodePack(Buffer.alloc(0))).toThrow(DecodeError)
})

it('takes unknown fields, and nothing else, for an empty payload', () => {
  expect(decodePayload(empty, Buffer.from('0c', 'hex'))).toBeUndefined()
  expect(() => decodePayload(empty, Buffer.from('ff', 'hex'))).toThrow(DecodeError)
})

it('says nothing of the bytes it refuses', () => {
  const secret = Buffer.from('\x06\x09secret pass')

  expect(() => decodePayload(KickOutReq, secret)).toThrow(/^omtp KickOutReq\.deviceType at byte 0: the wrong type for this field$/)
})

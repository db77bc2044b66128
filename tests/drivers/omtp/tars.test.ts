import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodePacket, encodePacket, Frames } from './packets.ts'
import * as structs from './structs.ts'

const folder = new URL('../../../vectors/omtp-sessions/', import.meta.url)
const sessions = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
const byName: Record<string, { encode(value: never): Buffer; decode(bytes: Buffer): unknown } | undefined> = { ...structs }

it('gives back every recorded frame and payload byte for byte', () => {
  let payloads = 0
  for (const { frames } of sessions) {
    for (const { hex, payloadStruct } of frames) {
      const bytes = Buffer.from(hex, 'hex')
      const packet = decodePacket(bytes.subarray(4))
      expect(encodePacket(packet).toString('hex')).toBe(hex)
      const codec = byName[payloadStruct]
      if (codec === undefined) continue
      payloads += 1
      const value = codec.decode(packet.payload) as never // as: what a struct decoded, the same struct encodes
      expect(codec.encode(value).equals(packet.payload)).toBe(true)
    }
  }
  expect(payloads).toBeGreaterThan(400)
})

it('gives back any message', () => {
  const text = fc.string({ maxLength: 300, unit: 'grapheme' })
  const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  fc.assert(
    fc.property(text, text, long, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (from, content, seqId, contentType) => {
      const message = { ...structs.MsgReq.zero, from, content, seqId, contentType }
      expect(structs.MsgReq.decode(structs.MsgReq.encode(message))).toEqual(message)
    }),
  )
})

it('refuses a struct that lacks a required field', () => {
  const payload = structs.CommonErrorCode.encode({ code: 3, desc: 'x' })
  expect(() => structs.CommonErrorCode.decode(payload.subarray(0, 2))).toThrow('desc')
  expect(() => structs.LoginResp.decode(Buffer.alloc(0))).toThrow('errorCode')
})

it('cuts frames out of a stream however it is chopped', () => {
  const packets = ['a', 'b', 'c'].map((packId) => ({ type: 10, version: 1, flags: 0n, packId, payload: Buffer.from(packId) }))
  const stream = Buffer.concat(packets.map(encodePacket))
  for (let size = 1; size <= stream.length; size++) {
    const frames = new Frames()
    const found: unknown[] = []
    for (let at = 0; at < stream.length; at += size) {
      for (const body of frames.push(stream.subarray(at, at + size))) found.push(decodePacket(body))
    }
    expect(found).toEqual(packets)
  }
})

import { decodePack, decodePayload, encodeFramed, Framing, MsgAck, MsgReq, packets } from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { ackedNumber, deliveredNumber, FrameScanner, MessageTemplate, saysSuccess, typeOf } from './frames.ts'

const parties = { from: 'u0', to: 'u1' }

function ack(packId: string, code: number): Buffer {
  const header = { type: packets.MSG_SINGLE_CHAT.type, version: 1, flags: 1, packId }
  return encodeFramed(header, MsgAck, {
    errorCode: { code, desc: '' },
    sessionId: 'LP_G1_u0_u1',
    seqId: 1_700_000_000_123_456,
    timestamp: 0,
  })
}

it('a batch is messages that a client could have sent, numbered on', () => {
  const packs = new Framing().push(new MessageTemplate(parties, 100).batch(41, 3)).map(decodePack)

  expect(packs.map(({ header }) => header.packId)).toEqual(['1000000041', '1000000042', '1000000043'])
  for (const { payload } of packs) expect(decodePayload(MsgReq, payload)).toMatchObject({ ...parties, content: 'x'.repeat(100) })
})

it('delivered messages and acks are told by their number', () => {
  const message = new MessageTemplate(parties, 100).batch(7, 1)

  expect(typeOf(message, 0)).toBe(packets.MSG_SINGLE_CHAT.type)
  expect(deliveredNumber(message, 0)).toBe(7)
  expect(ackedNumber(ack('1000000007', 0), 0)).toBe(7)
})

it('a refusal is not taken for an ack', () => {
  const [stored, refused] = [ack('1000000007', 0), ack('1000000007', 50)]

  expect(saysSuccess(stored, 0, stored.length)).toBe(true)
  expect(saysSuccess(refused, 0, refused.length)).toBe(false)
})

it('frames are found however they are cut', () => {
  const bytes = new MessageTemplate(parties, 100).batch(0, 5)
  for (const size of [1, 7, 150, bytes.length]) {
    const scanner = new FrameScanner()
    const numbers: number[] = []
    for (let at = 0; at < bytes.length; at += size) {
      scanner.scan(bytes.subarray(at, at + size), (chunk, start) => numbers.push(deliveredNumber(chunk, start)))
    }
    expect(numbers).toEqual([0, 1, 2, 3, 4])
  }
})

import { deflateSync } from 'node:zlib'
import { encodeFramed, packets, raw, withWrapping } from '@magpie-im/wire'
import { expect, it } from 'vitest'
import { MalformedError } from '../../protocol.ts'
import { type OmtpPacket, OmtpReader } from './reader.ts'

const large = deflateSync(Buffer.alloc(600_000))
const nothing = Buffer.alloc(0)

function ping(packId: string, payload: Uint8Array, compress = 0): Buffer {
  return encodeFramed({ type: packets.PING.type, version: 1, flags: withWrapping(0, { compress, crypto: 0 }), packId }, raw, payload)
}

/** A reader on whose connection compression is agreed on, and what it gave. */
function compressing(): { reader: OmtpReader; taken: OmtpPacket[]; read: (chunk: Buffer) => boolean } {
  const reader = new OmtpReader()
  const taken: OmtpPacket[] = []
  const read = (chunk: Buffer) => reader.push(chunk, (packet) => void taken.push(packet))
  read(ping('first', nothing))
  taken.pop()?.envelope.compress()
  return { reader, taken, read }
}

const ids = (taken: readonly OmtpPacket[]) => taken.map(({ header }) => header.packId)

it('a packet counts with all that came out of it, and its flags say nothing of its way', () => {
  const { taken, read } = compressing()
  read(ping('p', large, 1))
  expect(taken[0]).toMatchObject({ header: { flags: 0, packId: 'p' }, payload: Buffer.alloc(600_000) })
  expect(taken[0]?.size).toBeGreaterThan(600_000)
})

it('packets that grow a lot are given in turns, in order, with what comes meanwhile behind them (I10)', () => {
  const { taken, read } = compressing()
  expect(read(Buffer.concat(['a', 'b', 'c', 'd', 'e'].map((id) => ping(id, large, 1))))).toBe(true)
  expect(ids(taken)).toEqual(['a', 'b'])
  expect(read(ping('f', nothing))).toBe(true)
  expect(ids(taken)).toEqual(['a', 'b', 'c', 'd'])
  expect(read(nothing)).toBe(false)
  expect(ids(taken)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
})

it('what is wrong behind them is told when they have been given', () => {
  const { taken, read } = compressing()
  const chunk = Buffer.concat([...['a', 'b', 'c'].map((id) => ping(id, large, 1)), Buffer.from('ffffffff', 'hex')])
  expect(read(chunk)).toBe(true)
  expect(() => read(ping('late', nothing))).toThrow(new MalformedError('frame-too-large', undefined))
  expect(ids(taken)).toEqual(['a', 'b', 'c'])
})

it('where nothing was agreed, frames go out as they are and the flags are the client’s own affair', () => {
  const reader = new OmtpReader()
  const frame = ping('p', Buffer.alloc(5_000), 1)
  expect(reader.seal(frame)).toBe(frame)
  const taken: OmtpPacket[] = []
  expect(reader.push(frame, (packet) => void taken.push(packet))).toBe(false)
  expect(taken[0]).toMatchObject({ header: { flags: 0x40 }, payload: Buffer.alloc(5_000), size: frame.length - 4 })
})

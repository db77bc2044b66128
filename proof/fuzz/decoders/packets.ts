import { decodePack, decodePayload, encodeFramed, flags, hasFlag, packetByType, raw } from '@magpie-im/wire'
import { answered, claim, type Decoder } from '../decoder.ts'
import { shapeOf } from '../shape.ts'
import { decodeError } from './refusals.ts'
import { frames, readSessions } from './vectors.ts'

/** A header and a payload, and the payload as its type says. */
function check(body: Buffer): string {
  const { header, payload } = decodePack(body)
  const frame = encodeFramed(header, raw, payload)
  const again = decodePack(frame.subarray(4))
  claim(encodeFramed(again.header, raw, again.payload).equals(frame), 'a packet does not come back from its bytes')
  claim(payload.length <= body.length, 'a payload is longer than its packet')
  const row = packetByType(header.type)
  const codec = row === undefined ? undefined : hasFlag(header.flags, flags.PF_ISACK) ? row.reply : row.request
  if (row === undefined || codec === undefined) return `nothing is known of it, ${shapeOf(header)}`
  const value = decodePayload(codec, payload)
  const bytes = encodeFramed(header, codec, value)
  const second = encodeFramed(header, codec, decodePayload(codec, decodePack(bytes.subarray(4)).payload))
  claim(second.equals(bytes), 'a payload does not come back from its bytes')
  return `${row.name} ${shapeOf(value)}`
}

/** Some vectors have payloads that only a header was wanted for. */
const isWhole = (body: Buffer) =>
  answered(
    () => check(body),
    (error) => decodeError(error, body.length),
  ).taken

export const packets: Decoder = {
  name: 'packets',
  seeds: [...frames, ...readSessions().flat()]
    .filter(({ length }) => length < 1_000)
    .map((frame) => frame.subarray(4))
    .filter(isWhole),
  words: ['0a00', '0b1d0000', '10012c36', '2001', '2c', '0a1c', '1d0000', '0b', '3600', '7fff'].map((hex) => Buffer.from(hex, 'hex')),
  decode: (input) =>
    answered(
      () => check(input),
      (error) => decodeError(error, input.length),
    ),
}

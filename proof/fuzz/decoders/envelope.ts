import { deflateSync } from 'node:zlib'
import { MalformedError, type OmtpPacket, OmtpReader, Opener, Sealer } from '@magpie-im/gateway'
import { DecodeError, decodePack, encodeFramed, encodeStruct, OTIMHeader, packets, raw, withWrapping } from '@magpie-im/wire'
import { answered, claim, type Decoder, type Outcome, refused } from '../decoder.ts'
import { magnitude } from '../shape.ts'
import { decodeError } from './refusals.ts'
import { frames } from './vectors.ts'

const largest = 640_000
const payloads = frames.slice(0, 60).map((frame) => decodePack(frame.subarray(4)).payload)
const headerWith = (compress: number, crypto: number) => ({
  type: packets.PING.type,
  version: 1,
  flags: withWrapping(0, { compress, crypto }),
  packId: 'p',
})

/** A reader on whose connection compression is agreed on. */
function compressingReader(): OmtpReader {
  const reader = new OmtpReader()
  reader.push(encodeFramed(headerWith(0, 0), raw, Buffer.alloc(0)), ({ envelope }) => envelope.compress())
  return reader
}

function malformed(error: unknown): string | undefined {
  if (!(error instanceof MalformedError)) return undefined
  const { cause } = error
  if (cause instanceof DecodeError) return decodeError(cause, largest)
  return cause instanceof Error && 'code' in cause ? `zlib ${String(cause.code)}` : `${error.reason} ${String(cause)}`
}

function inflate(input: Buffer): string {
  const taken: OmtpPacket[] = []
  compressingReader().push(encodeFramed(headerWith(1, 0), raw, input), (packet) => void taken.push(packet))
  const [packet] = taken
  claim(packet !== undefined && taken.length === 1, 'a packet was lost')
  claim(packet.payload.length <= largest, 'more came out of a payload than a payload may be')
  claim(packet.size >= packet.payload.length, 'a packet counts with less than came out of it')
  return `${magnitude(packet.payload.length)}`
}

/** What one connection can be sent as zlib data, bombs among it. */
export const compressed: Decoder = {
  name: 'compressed',
  seeds: [...payloads, Buffer.alloc(100_000), Buffer.alloc(largest)].map((payload) => deflateSync(payload)),
  words: [
    deflateSync(Buffer.alloc(2_000_000)),
    deflateSync(Buffer.alloc(700)).subarray(2),
    Buffer.from('789c', 'hex'),
    Buffer.from('030000000001', 'hex'),
  ],
  longest: 4_096,
  decode: (input) => answered(() => inflate(input), malformed),
}

const key = Buffer.alloc(32, 7)
const header = encodeStruct(OTIMHeader, headerWith(0, 1))
const sealed = payloads.map((payload) => new Sealer(key).seal(payload, header))
const ours = new Set(sealed.map((bytes) => bytes.toString('hex')))

function open(input: Buffer): Outcome {
  try {
    new Opener(key).open(input, header)
  } catch (error) {
    return refused(error, unopened)
  }
  claim(ours.has(input.toString('hex')), 'what nobody sealed was opened')
  return { taken: true, way: `${magnitude(input.length)}` }
}

/** Node says nothing more precise. */
function unopened(error: unknown): string | undefined {
  const known = error instanceof Error && /unable to authenticate|without a tag/.test(error.message)
  return known ? error.message : undefined
}

/** Sealed payloads: nothing that was changed may open. */
export const encrypted: Decoder = { name: 'encrypted', seeds: sealed, decode: open }

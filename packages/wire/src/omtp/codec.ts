import { ByteReader, ByteWriter } from '../bytes.ts'
import type { StructCodec } from '../tars/struct.ts'
import { type } from '../tars/types.ts'
import { writeInt, writeStructBegin, writeStructEnd } from '../tars/write.ts'
import { withFlag } from './flags.ts'
import { encodeOTIMHeader, type OTIMHeader, OTIMPack, PackFlags } from './generated/header.ts'

const protocol = 'omtp'

/** Decodes the body of a frame; the payload shares its memory. Throws DecodeError. */
export function decodePack(body: Uint8Array): OTIMPack {
  return OTIMPack.decode(new ByteReader(body, protocol))
}

/** Decodes a payload, whose offsets count from its own beginning. Throws DecodeError. */
export function decodePayload<T>(codec: StructCodec<T>, payload: Uint8Array): T {
  return codec.decode(new ByteReader(payload, protocol))
}

/** The header of the reply to a packet with `header`. */
export function replyHeader(header: OTIMHeader): OTIMHeader {
  return { type: header.type, version: header.version, flags: withFlag(header.flags, PackFlags.PF_ISACK), packId: header.packId }
}

/** Appends one framed packet, or, on a RangeError, nothing. */
export function encodePack<T>(writer: ByteWriter, header: OTIMHeader, codec: StructCodec<T>, value: T): void {
  const start = writer.offset
  let done = false
  try {
    writer.i32(0)
    writeStructBegin(writer, 0)
    encodeOTIMHeader(writer, header)
    writeStructEnd(writer)
    writer.u8(payloadHead)
    writer.u8(type.int8)
    encodeWithLength(writer, codec, value)
    writer.putI32(start, writer.offset - start)
    done = true
  } finally {
    if (!done) writer.offset = start
  }
}

const payloadHead = (1 << 4) | type.simpleList

/** The length comes first and is known last: room is left for its usual size, and the payload moves when that was wrong. */
const usualLengthSize = 3

function encodeWithLength<T>(writer: ByteWriter, codec: StructCodec<T>, value: T): void {
  const start = writer.offset
  writer.reserve(usualLengthSize)
  writer.offset += usualLengthSize
  codec.encode(writer, value)
  const length = writer.offset - start - usualLengthSize
  const shift = lengthSize(length) - usualLengthSize
  if (shift !== 0) writer.move(start + usualLengthSize, shift)
  const end = writer.offset
  writer.offset = start
  writeInt(writer, 0, length)
  writer.offset = end
}

function lengthSize(length: number): number {
  if (length === 0) return 1
  if (length <= 0x7f) return 2
  return length <= 0x7fff ? 3 : 5
}

/** One framed packet alone. */
export function encodeFramed<T>(header: OTIMHeader, codec: StructCodec<T>, value: T): Buffer {
  scratch.clear()
  encodePack(scratch, header, codec, value)
  return scratch.take()
}

const scratch = new ByteWriter()

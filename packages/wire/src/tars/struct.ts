import { type ByteReader, ByteWriter } from '../bytes.ts'

/** How the values of one struct, bare and whole, become bytes and come back. */
export interface StructCodec<T> {
  readonly name: string
  /** Appends to what the writer holds. Throws RangeError for an integer that does not fit its field. */
  encode(writer: ByteWriter, value: T): void
  /** Reads up to the end of the bytes: all of it is the struct, or a DecodeError. */
  decode(reader: ByteReader): T
}

interface StructFunctions<T> {
  encode(writer: ByteWriter, value: T): void
  /** Leaves the reader before the end of the struct or of the bytes. */
  decode(reader: ByteReader): T
}

export function structCodec<T>(name: string, { encode, decode }: StructFunctions<T>): StructCodec<T> {
  return {
    name,
    encode,
    decode(reader) {
      const value = decode(reader)
      if (reader.offset !== reader.end) {
        reader.place = name
        reader.fail('bytes behind the struct')
      }
      return value
    },
  }
}

/** A struct alone, as in the payload of a packet. */
export function encodeStruct<T>(codec: StructCodec<T>, value: T): Buffer {
  scratch.clear()
  codec.encode(scratch, value)
  return scratch.take()
}

const scratch = new ByteWriter()

import * as wire from '@magpie-im/wire'
import { type AnyCodec, codecOf } from '../../../tools/tars/conformance/schema-values.ts'
import { answered, claim, type Decoder } from '../decoder.ts'
import { shapeOf } from '../shape.ts'
import { decodeError } from './refusals.ts'
import { structs } from './vectors.ts'

/** Of a struct: bytes that are a value encode again, and what that gives is a value that gives it again. */
function checkedValue(codec: AnyCodec, input: Buffer): unknown {
  const value = wire.decodePayload(codec, input)
  const bytes = wire.encodeStruct(codec, value)
  const again = wire.encodeStruct(codec, wire.decodePayload(codec, bytes))
  claim(again.equals(bytes), `${codec.name} does not come back from its bytes`)
  return value
}

const codecs = [...structs.keys()].map((name) => codecOf(name))
const words = ['0a', '0b', '0c', '1d0000', '06', '16', '1c', '29', '4a', 'f3ff', '0900', '0800', '7fffffff', '0303', 'ff'].map((hex) =>
  Buffer.from(hex, 'hex'),
)

/** Every struct of the schemas: the first byte says which. */
export function ofEveryStruct(name: string, check: (codec: AnyCodec, bytes: Buffer) => unknown): Decoder {
  return {
    name,
    seeds: codecs.flatMap((codec, index) => (structs.get(codec.name) ?? []).map((bytes) => Buffer.concat([Buffer.of(index), bytes]))),
    words,
    decode(input) {
      const codec = codecs[(input[0] ?? 0) % codecs.length] as AnyCodec // as: in bounds
      const bytes = input.subarray(1)
      return answered(
        () => `${codec.name} ${shapeOf(check(codec, bytes))}`,
        (error) => decodeError(error, bytes.length),
      )
    },
  }
}

export const tarsStructs: Decoder = ofEveryStruct('tars-structs', checkedValue)

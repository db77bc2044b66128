import { isDeepStrictEqual } from 'node:util'
import { decodePayload, encodeStruct } from '@magpie-im/wire'
import { isWithin, oracleBytes, oracleValue } from '../../../tools/tars/conformance/oracle.ts'
import type { AnyCodec } from '../../../tools/tars/conformance/schema-values.ts'
import { claim, type Decoder } from '../decoder.ts'
import { ofEveryStruct } from './structs.ts'

/** Bytes that are a value for us are the same value for `@tars/stream`, which writes the bytes that we write. */
function checkedValue(codec: AnyCodec, input: Buffer): unknown {
  const value = decodePayload(codec, input)
  if (!isWithin(codec.name, value)) return value
  const bytes = encodeStruct(codec, value)
  claim(bytes.equals(oracleBytes(codec.name, value)), `${codec.name} has other bytes elsewhere`)
  claim(isDeepStrictEqual(oracleValue(codec.name, bytes), value), `${codec.name} comes back elsewhere as something else`)
  claim(isDeepStrictEqual(oracleValue(codec.name, input), value), `${codec.name} is something else elsewhere`)
  return value
}

export const tarsOracle: Decoder = ofEveryStruct('tars-oracle', checkedValue)

import { skipUnknown } from '../tars/skip.ts'
import { type StructCodec, structCodec } from '../tars/struct.ts'

/** A payload that goes back as it came. */
export const raw: StructCodec<Uint8Array> = {
  name: 'raw',
  encode: (writer, bytes) => writer.append(bytes),
  decode: (reader) => reader.view(reader.remaining),
}

/** A payload without fields. */
export const empty: StructCodec<undefined> = structCodec('empty', {
  encode: () => undefined,
  decode(reader) {
    reader.place = 'empty'
    skipUnknown(reader, -1)
    return undefined
  },
})

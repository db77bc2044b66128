import * as wire from '../../../packages/wire/src/index.ts'
import type { FieldType, Struct } from '../parser.ts'
import { readSchemas } from '../schemas.ts'

type Value = Record<string, unknown>
export type AnyCodec = wire.StructCodec<unknown>

export const structs = new Map(readSchemas().flatMap((schema) => schema.structs.map((struct) => [struct.name, struct] as const)))

const codecs = new Map<string, unknown>(Object.entries(wire))

export function structOf(name: string): Struct {
  const struct = structs.get(name)
  if (struct === undefined) throw new Error(`no struct ${name}`)
  return struct
}

export function codecOf(name: string): AnyCodec {
  const codec = codecs.get(name)
  if (codec === undefined) throw new Error(`no codec ${name}`)
  return codec as AnyCodec // as: the door exports a codec under the name of every struct
}

/** A value of a vector, where longs are decimal, bytes hexadecimal and defaults left out, as the codec takes and gives it. */
export function fromVector(name: string, value: unknown): Value {
  const { fields } = structOf(name)
  const given = value as Value // as: vectors hold values of their structs
  return Object.fromEntries(fields.map((field) => [field.name, fieldFromVector(field.type, given[field.name])]))
}

function fieldFromVector(type: FieldType, value: unknown): unknown {
  if (value === undefined) return defaultOf(type)
  if (type.kind === 'long') return wire.canonicalLong(BigInt(String(value)))
  if (type.kind === 'bytes') return Buffer.from(String(value), 'hex')
  if (type.kind === 'struct') return fromVector(type.name, value)
  return type.kind === 'list' && Array.isArray(value) ? value.map((element) => fieldFromVector(type.of, element)) : value
}

export function defaultOf(type: FieldType): unknown {
  switch (type.kind) {
    case 'string':
      return ''
    case 'bytes':
      return Buffer.alloc(0)
    case 'list':
      return []
    case 'struct':
      return fromVector(type.name, {})
    default:
      return 0
  }
}

export function decode(name: string, bytes: Uint8Array): unknown {
  return codecOf(name).decode(new wire.ByteReader(bytes, 'omtp'))
}

export function encode(name: string, value: unknown): Buffer {
  return wire.encodeStruct(codecOf(name), value)
}

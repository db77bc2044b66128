import fc from 'fast-check'
import { canonicalLong } from '../../../packages/wire/src/index.ts'
import type { FieldType } from '../parser.ts'
import { structOf } from './schema-values.ts'

const int = fc.oneof(fc.integer(), fc.integer({ min: -130, max: 130 }), fc.constantFrom(-32_769, -32_768, 32_767, 32_768, 0))
const short = fc.oneof(fc.integer({ min: -32_768, max: 32_767 }), fc.constantFrom(-129, -128, 127, 128, 0))
const edges = [2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n].flatMap((edge) => [edge - 1n, -edge, -edge + 1n])
const long = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.maxSafeInteger().map(BigInt), fc.constantFrom(0n, ...edges))
const lengths = [11, 12, 13, 31, 32, 33, 85, 86, 255, 256]
const text = fc.oneof(
  fc.string({ unit: 'grapheme-ascii' }),
  fc.string({ unit: 'binary' }),
  fc.tuple(fc.constantFrom('a', 'é', '你', '😀', '\ufffd'), fc.constantFrom(...lengths)).map(([unit, times]) => unit.repeat(times)),
)

/** Any value a field of this type can have. */
export function anyOf(type: FieldType): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'short':
      return short
    case 'int':
    case 'enum':
      return int
    case 'long':
      return long.map(canonicalLong)
    case 'double':
      return fc.double()
    case 'string':
      return text
    case 'bytes':
      return fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))
    case 'list':
      return fc.array(anyOf(type.of), { maxLength: 5 })
    case 'struct':
      return anyStruct(type.name)
  }
}

export function anyStruct(name: string): fc.Arbitrary<unknown> {
  return fc.record(Object.fromEntries(structOf(name).fields.map((field) => [field.name, anyOf(field.type)])), { noNullPrototype: true })
}

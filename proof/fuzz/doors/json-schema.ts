import type { Random } from '../random.ts'

/** What of JSON Schema the API's own description uses. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly example?: unknown
}

export type Schemas = Readonly<Record<string, Schema>>

const texts = [
  'ann',
  'ben',
  'g1',
  'hello',
  '',
  '0',
  'null',
  '张三',
  '\u0000',
  '\ud800',
  '../..',
  '%00',
  '{}',
  "' OR 1=1",
  'LP_G1_ann_ben',
  'a'.repeat(65),
]
const numbers = [0, 1, -1, 2, 100, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, 1_800_000_000_000]
const deepest = 6

/** Values that fit a schema, nearly fit it, or have nothing to do with it. */
export class Values {
  readonly #random: Random
  readonly #schemas: Schemas

  constructor(random: Random, schemas: Schemas) {
    this.#random = random
    this.#schemas = schemas
  }

  /** One in `wrong` of its parts is not as the schema wants it. */
  of(schema: Schema, wrong: number, depth = 0): unknown {
    if (this.#random.oneIn(wrong)) return this.any(depth)
    const resolved = resolve(schema, this.#schemas)
    if (resolved.const !== undefined) return resolved.const
    const either = resolved.anyOf ?? resolved.oneOf
    if (either !== undefined) return this.of(this.#random.pick(either), wrong, depth)
    if (resolved.enum !== undefined) return this.#random.pick(resolved.enum)
    switch (resolved.type) {
      case 'object':
        return this.#object(resolved, wrong, depth)
      case 'array':
        return this.#array(resolved, wrong, depth)
      case 'string':
        return this.#text(resolved)
      case 'integer':
      case 'number':
        return this.#number(resolved)
      case 'boolean':
        return this.#random.oneIn(2)
      default:
        return resolved.type === 'null' ? null : this.any(depth)
    }
  }

  /** Any JSON. */
  any(depth = 0): unknown {
    const random = this.#random
    if (depth < deepest && random.oneIn(4)) return Array.from({ length: random.below(4) }, () => this.any(depth + 1))
    if (depth < deepest && random.oneIn(3)) {
      return Object.fromEntries(Array.from({ length: random.below(4) }, () => [random.pick(texts), this.any(depth + 1)]))
    }
    return random.pick([...texts, ...numbers, true, false, null])
  }

  #object({ properties = {}, required = [] }: Schema, wrong: number, depth: number): object {
    const random = this.#random
    const names = Object.keys(properties).filter((name) => (required.includes(name) ? !random.oneIn(wrong * 2) : random.oneIn(2)))
    const entries = names.map((name) => [name, this.of(properties[name] ?? {}, wrong, depth + 1)])
    if (random.oneIn(wrong)) entries.push([random.pick(texts), this.any(depth + 1)])
    return Object.fromEntries(entries)
  }

  #array({ items = {}, minItems = 0, maxItems = 3 }: Schema, wrong: number, depth: number): unknown[] {
    const length = minItems + this.#random.below(Math.max(1, Math.min(4, maxItems - minItems + 1)))
    return Array.from({ length }, () => this.of(items, wrong, depth + 1))
  }

  #text({ minLength = 0, maxLength = 1_000, example }: Schema): string {
    const random = this.#random
    if (typeof example === 'string' && random.oneIn(2)) return example
    if (random.oneIn(16)) return 'x'.repeat(random.pick([minLength, maxLength, maxLength + 1]))
    return random.pick(texts)
  }

  #number({ minimum = 0, maximum = 1_000 }: Schema): number {
    const random = this.#random
    return random.pick([
      minimum,
      maximum,
      minimum - 1,
      maximum + 1,
      minimum + random.below(Math.max(1, Math.min(1_000, maximum - minimum))),
      random.pick(numbers),
    ])
  }
}

function resolve(schema: Schema, schemas: Schemas): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name === undefined ? schema : (schemas[name] ?? {})
}

/** Where a value is not as a schema says; undefined: nowhere. */
export function misfit(value: unknown, schema: Schema, schemas: Schemas, place = ''): string | undefined {
  const resolved = resolve(schema, schemas)
  const { anyOf = resolved.oneOf, type } = resolved
  if (resolved.const !== undefined && value !== resolved.const) return `${place} is not what it always is`
  if (anyOf !== undefined) return anyOf.some((each) => misfit(value, each, schemas) === undefined) ? undefined : `${place} fits none`
  if (resolved.enum !== undefined && !resolved.enum.includes(value)) return `${place} is none of the values`
  if (type !== undefined && !types[type]?.(value)) return `${place} is no ${type}`
  if (Array.isArray(value)) return firstOf(value, (each, index) => misfit(each, resolved.items ?? {}, schemas, `${place}[${index}]`))
  return typeof value === 'object' && value !== null && type === 'object'
    ? misfitOfObject({ ...value }, resolved, schemas, place)
    : undefined
}

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}

function misfitOfObject(value: Record<string, unknown>, schema: Schema, schemas: Schemas, place: string): string | undefined {
  const { properties = {}, required = [], additionalProperties = true } = schema
  const missing = required.find((name) => value[name] === undefined)
  if (missing !== undefined) return `${place}.${missing} is missing`
  return firstOf(Object.entries(value), ([name, each]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (known !== undefined) return misfit(each, known, schemas, `${place}.${name}`)
    if (additionalProperties === false) return `${place}.${name} is not described`
    return typeof additionalProperties === 'object' ? misfit(each, additionalProperties, schemas, `${place}.${name}`) : undefined
  })
}

function firstOf<T>(of: readonly T[], problem: (each: T, index: number) => string | undefined): string | undefined {
  for (const [index, each] of of.entries()) {
    const found = problem(each, index)
    if (found !== undefined) return found
  }
  return undefined
}

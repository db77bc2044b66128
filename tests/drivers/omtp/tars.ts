/** A small interpreter of Tars schemas, strict as the strictest client: a struct lacking a required field does not decode. */
export interface Type<T> {
  readonly zero: T
  put(out: Out, tag: number, value: T): void
  take(kind: number, input: In): T
}

type Presence = 'require' | 'optional' | 'always'
export interface Field<T> {
  readonly tag: number
  readonly type: Type<T>
  readonly presence: Presence
}

type Fields = Readonly<Record<string, Field<unknown>>>
export type Struct<F> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never }
export type Encodable<S> = { readonly [K in keyof S]?: S[K] }

const kinds = {
  int8: 0,
  int16: 1,
  int32: 2,
  int64: 3,
  string1: 6,
  string4: 7,
  list: 9,
  begin: 10,
  end: 11,
  zero: 12,
  bytes: 13,
} as const

class Out {
  readonly parts: Buffer[] = []

  head(tag: number, kind: number, body = Buffer.alloc(0)): void {
    this.parts.push(Buffer.from([(tag << 4) | kind]), body)
  }

  integer(tag: number, value: bigint): void {
    const kind = [8, 16, 32, 64].findIndex((width) => BigInt.asIntN(width, value) === value)
    const body = Buffer.alloc(8)
    body.writeBigInt64BE(value)
    if (value === 0n) this.head(tag, kinds.zero)
    else this.head(tag, kind, body.subarray(8 - (1 << kind)))
  }

  bytes(): Buffer {
    return Buffer.concat(this.parts)
  }
}

class In {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get done(): boolean {
    return this.#at === this.#bytes.length
  }

  take(length: number): Buffer {
    if (length < 0 || this.#at + length > this.#bytes.length) throw new Error(`${length} bytes wanted at ${this.#at}, none left`)
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  head(): { tag: number; kind: number } {
    const byte = this.take(1).readUInt8()
    return { tag: byte >> 4, kind: byte & 15 }
  }

  back(): void {
    this.#at -= 1
  }

  integer(kind: number, widest: number): bigint {
    if (kind === kinds.zero) return 0n
    if (kind > widest) throw new Error(`kind ${kind} is no integer of this width`)
    const raw = this.take(1 << kind)
    return BigInt.asIntN(raw.length * 8, BigInt(`0x${raw.toString('hex')}`))
  }

  count(): number {
    const { tag, kind } = this.head()
    if (tag !== 0) throw new Error(`the count of a list has tag ${tag}`)
    return Number(this.integer(kind, kinds.int32))
  }
}

function expectKind(kind: number, wanted: number): void {
  if (kind !== wanted) throw new Error(`kind ${kind} where ${wanted} was expected`)
}

const number = (widest: number): Type<number> => ({
  zero: 0,
  put: (out, tag, value) => out.integer(tag, BigInt(value)),
  take: (kind, input) => Number(input.integer(kind, widest)),
})

export const short = number(kinds.int16)
export const int = number(kinds.int32)

export const long: Type<bigint> = {
  zero: 0n,
  put: (out, tag, value) => out.integer(tag, value),
  take: (kind, input) => input.integer(kind, kinds.int64),
}

export const text: Type<string> = {
  zero: '',
  put(out, tag, value) {
    const body = Buffer.from(value)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length)
    if (body.length > 255) out.head(tag, kinds.string4, Buffer.concat([length, body]))
    else out.head(tag, kinds.string1, Buffer.concat([length.subarray(3), body]))
  },
  take(kind, input) {
    if (kind === kinds.string4) return input.take(input.take(4).readUInt32BE()).toString()
    expectKind(kind, kinds.string1)
    return input.take(input.take(1).readUInt8()).toString()
  },
}

export const bytes: Type<Buffer> = {
  zero: Buffer.alloc(0),
  put(out, tag, value) {
    out.head(tag, kinds.bytes, Buffer.from([kinds.int8]))
    out.integer(0, BigInt(value.length))
    out.parts.push(value)
  },
  take(kind, input) {
    expectKind(kind, kinds.bytes)
    expectKind(input.take(1).readUInt8(), kinds.int8)
    return input.take(input.count())
  },
}

export function list<T>(of: Type<T>): Type<readonly T[]> {
  return {
    zero: [],
    put(out, tag, value) {
      out.head(tag, kinds.list)
      out.integer(0, BigInt(value.length))
      for (const item of value) of.put(out, 0, item)
    },
    take(kind, input) {
      expectKind(kind, kinds.list)
      return Array.from({ length: input.count() }, () => of.take(input.head().kind, input))
    },
  }
}

export function field<T>(tag: number, type: Type<T>, presence: Presence = 'require'): Field<T> {
  return { tag, type, presence }
}

export interface StructType<S> extends Type<S> {
  encode(value: Encodable<S>): Buffer
  decode(bytes: Buffer): S
}

/** Fields are declared, written and read in the order of their tags. */
export function struct<const F extends Fields>(fields: F): StructType<Struct<F>> {
  const rows = Object.entries(fields)
  const zero = Object.fromEntries(rows.map(([name, { type }]) => [name, type.zero]))

  function putFields(out: Out, value: Readonly<Record<string, unknown>>): void {
    for (const [name, { tag, type, presence }] of rows) {
      const item = value[name] ?? type.zero
      if (presence !== 'optional' || !isZero(item, type.zero)) type.put(out, tag, item)
    }
  }
  function takeFields(input: In, end: (input: In) => boolean): Struct<F> {
    const found: Record<string, unknown> = { ...zero }
    const missing = new Set(rows.filter(([, row]) => row.presence === 'require').map(([name]) => name))
    while (!end(input)) {
      const { tag, kind } = input.head()
      const row = rows.find(([, candidate]) => candidate.tag === tag)
      if (row === undefined) throw new Error(`unknown tag ${tag}`)
      found[row[0]] = row[1].type.take(kind, input)
      missing.delete(row[0])
    }
    if (missing.size > 0) throw new Error(`required but not there: ${[...missing].join(', ')}`)
    return found as Struct<F> // as: every field has its value or its default
  }
  return {
    zero: zero as Struct<F>, // as: made of the defaults of its fields
    put(out, tag, value) {
      out.head(tag, kinds.begin)
      putFields(out, value)
      out.head(0, kinds.end)
    },
    take(kind, input) {
      expectKind(kind, kinds.begin)
      return takeFields(input, atEndMark)
    },
    encode(value) {
      const out = new Out()
      putFields(out, value)
      return out.bytes()
    },
    decode: (whole) => takeFields(new In(whole), (input) => input.done),
  }
}

function atEndMark(input: In): boolean {
  if (input.head().kind === kinds.end) return true
  input.back()
  return false
}

function isZero(value: unknown, zero: unknown): boolean {
  return value === zero || (Array.isArray(value) && value.length === 0) || (Buffer.isBuffer(value) && value.length === 0)
}

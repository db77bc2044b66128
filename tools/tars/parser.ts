import { lex, SchemaError, type Token } from './lexer.ts'

export const scalars = ['short', 'int', 'long', 'double', 'string'] as const
export type Scalar = (typeof scalars)[number]

export type FieldType =
  | { readonly kind: Scalar }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'enum' | 'struct'; readonly name: string }
  | { readonly kind: 'list'; readonly of: FieldType }

export interface Field {
  readonly tag: number
  readonly required: boolean
  readonly type: FieldType
  readonly name: string
  readonly note: string
}

export interface Struct {
  readonly name: string
  readonly note: string
  readonly fields: readonly Field[]
}

export interface Enum {
  readonly name: string
  readonly note: string
  readonly members: readonly { readonly name: string; readonly value: number; readonly note: string }[]
}

export interface Schema {
  readonly file: string
  readonly includes: readonly string[]
  readonly enums: readonly Enum[]
  readonly structs: readonly Struct[]
}

/** Reads an included file. */
export type Load = (file: string) => Schema

/** A head byte holds tags up to 14. */
const highestTag = 14

/** Parses one file; what it includes must be known to `load`. Throws SchemaError. */
export function parse(file: string, source: string, load: Load): Schema {
  return new Parser(file, source, load).schema()
}

class Parser {
  readonly #file: string
  readonly #tokens: Token[]
  readonly #load: Load
  readonly #includes: string[] = []
  readonly #enums: Enum[] = []
  readonly #structs: Struct[] = []
  readonly #kinds = new Map<string, 'enum' | 'struct'>()
  #at = 0

  constructor(file: string, source: string, load: Load) {
    this.#file = file
    this.#tokens = lex(file, source)
    this.#load = load
  }

  schema(): Schema {
    while (this.#skip('#include')) this.#include()
    this.#expect('module')
    this.#take('word', 'the name of the module')
    this.#expect('{')
    while (!this.#skip('}')) this.#declaration()
    this.#expect(';')
    if (this.#next.kind !== 'end') this.#fail(`nothing may follow the module, found '${this.#next.text}'`)
    return { file: this.#file, includes: this.#includes, enums: this.#enums, structs: this.#structs }
  }

  get #next(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] as Token // as: the last token, `end`, is never passed
  }

  #fail(reason: string, token = this.#next): never {
    throw new SchemaError(this.#file, token.line, reason)
  }

  #skip(text: string): boolean {
    if (this.#next.kind === 'text' || this.#next.kind === 'end' || this.#next.text !== text) return false
    this.#at++
    return true
  }

  #expect(text: string): void {
    if (!this.#skip(text)) this.#fail(`'${text}' is missing before '${this.#next.text}'`)
  }

  #take(kind: Token['kind'], what: string): Token {
    const token = this.#next
    if (token.kind !== kind) this.#fail(`${what} is missing before '${token.text}'`)
    this.#at++
    return token
  }

  #include(): void {
    const { text } = this.#take('text', 'the included file')
    const { enums, structs } = this.#load(text)
    this.#includes.push(text)
    for (const { name } of enums) this.#kinds.set(name, 'enum')
    for (const { name } of structs) this.#kinds.set(name, 'struct')
  }

  #declaration(): void {
    const { above } = this.#next
    if (this.#skip('enum')) this.#enums.push(this.#enum(above))
    else if (this.#skip('struct')) this.#structs.push(this.#struct(above))
    else this.#fail(`'enum' or 'struct' is missing before '${this.#next.text}'`)
    this.#expect(';')
  }

  #declare(kind: 'enum' | 'struct'): string {
    const token = this.#take('word', `the name of the ${kind}`)
    if (this.#kinds.has(token.text)) this.#fail(`'${token.text}' is declared twice`, token)
    return token.text
  }

  #enum(note: string): Enum {
    const name = this.#declare('enum')
    const members: { name: string; value: number; note: string }[] = []
    this.#expect('{')
    while (!this.#skip('}')) {
      const member = this.#take('word', 'the name of a member')
      if (members.some((other) => other.name === member.text)) this.#fail(`'${member.text}' is declared twice`, member)
      this.#expect('=')
      members.push({ name: member.text, value: Number(this.#take('number', 'the number of the member').text), note: member.behind })
      if (!this.#skip(',') && this.#next.text !== '}') this.#fail(`',' is missing before '${this.#next.text}'`)
    }
    this.#kinds.set(name, 'enum')
    return { name, note, members }
  }

  #struct(note: string): Struct {
    const name = this.#declare('struct')
    const fields: Field[] = []
    this.#expect('{')
    while (!this.#skip('}')) fields.push(this.#field(fields))
    this.#kinds.set(name, 'struct')
    return { name, note, fields }
  }

  #field(before: readonly Field[]): Field {
    const tag = this.#take('number', 'the tag of a field')
    if (Number(tag.text) !== before.length) this.#fail(`tag ${before.length} was expected, not ${tag.text}`, tag)
    if (before.length > highestTag) this.#fail(`tags above ${highestTag} are not supported`, tag)
    const required = this.#skip('require')
    if (!required && !this.#skip('optional')) this.#fail(`'require' or 'optional' is missing before '${this.#next.text}'`)
    const type = this.#type()
    const name = this.#take('word', 'the name of the field')
    if (before.some((other) => other.name === name.text)) this.#fail(`'${name.text}' is declared twice`, name)
    this.#expect(';')
    return { tag: before.length, required, type, name: name.text, note: tag.behind }
  }

  #type(): FieldType {
    const token = this.#take('word', 'the type of the field')
    if (token.text === 'vector') return this.#vector()
    const scalar = scalars.find((name) => name === token.text)
    if (scalar !== undefined) return { kind: scalar }
    const kind = this.#kinds.get(token.text)
    if (kind === undefined) this.#fail(`'${token.text}' is no type declared above or in an included file`, token)
    return { kind, name: token.text }
  }

  #vector(): FieldType {
    this.#expect('<')
    const isBytes = this.#skip('byte')
    const start = this.#next
    const of = isBytes ? undefined : this.#type()
    this.#expect('>')
    if (of === undefined) return { kind: 'bytes' }
    if (of.kind !== 'string' && of.kind !== 'struct') this.#fail('a vector holds bytes, strings or structs', start)
    return { kind: 'list', of }
  }
}

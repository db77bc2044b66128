import { expect, it } from 'vitest'
import { SchemaError } from './lexer.ts'
import { parse, type Schema } from './parser.ts'

const nothing: Schema = { file: 'none.tars', includes: [], enums: [], structs: [] }
const schema = (body: string) => parse('a.tars', `module m\n{\n${body}\n};`, () => nothing)

it('reads a struct with its notes', () => {
  const { structs } = schema('// A.\nstruct A\n{\n  0 require string name;  // of A\n  1 optional vector<byte> more;\n};')

  expect(structs).toEqual([
    {
      name: 'A',
      note: 'A.',
      fields: [
        { tag: 0, required: true, type: { kind: 'string' }, name: 'name', note: 'of A' },
        { tag: 1, required: false, type: { kind: 'bytes' }, name: 'more', note: '' },
      ],
    },
  ])
})

it('reads an enum', () => {
  const { enums } = schema('enum E { A = 1, B = -2, };')

  expect(enums).toEqual([
    {
      name: 'E',
      note: '',
      members: [
        { name: 'A', value: 1, note: '' },
        { name: 'B', value: -2, note: '' },
      ],
    },
  ])
})

it('knows the types of an included file', () => {
  const included = schema('struct Inner { 0 require int x; };')

  const { structs, includes } = parse(
    'b.tars',
    '#include "a.tars"\nmodule m { struct Outer { 0 require vector<Inner> all; }; };',
    () => included,
  )

  expect(includes).toEqual(['a.tars'])
  expect(structs[0]?.fields[0]?.type).toEqual({ kind: 'list', of: { kind: 'struct', name: 'Inner' } })
})

it.each([
  ['struct A { 1 require int x; };', 'tag 0 was expected, not 1'],
  ['struct A { 0 require int x; 0 require int y; };', 'tag 1 was expected, not 0'],
  ['struct A { 0 int x; };', "'require' or 'optional' is missing before 'int'"],
  ['struct A { 0 require Other x; };', "'Other' is no type declared above or in an included file"],
  ['struct A { 0 require A x; };', "'A' is no type declared above or in an included file"],
  ['struct A { 0 require vector<int> x; };', 'a vector holds bytes, strings or structs'],
  ['struct A { 0 require int x };', "';' is missing before '}'"],
  ['struct A { 0 require int x; 1 require int x; };', "'x' is declared twice"],
  ['struct A { 0 require int x; }; struct A { };', "'A' is declared twice"],
  ['struct A { 0 require int x; } enum B', "';' is missing before 'enum'"],
  ['enum E { A = 1 B = 2 };', "',' is missing before 'B'"],
  ['enum E { A = 1, A = 2 };', "'A' is declared twice"],
  ['enum E { A };', "'=' is missing before '}'"],
  ['interface A { };', "'enum' or 'struct' is missing before 'interface'"],
  [`struct A { ${Array.from({ length: 16 }, (_, tag) => `${tag} require int f${tag};`).join(' ')} };`, 'tags above 14 are not supported'],
])('refuses %s', (body, reason) => {
  expect(() => schema(body)).toThrow(new SchemaError('a.tars', 3, reason))
})

it('refuses a file that ends too early', () => {
  expect(() => parse('a.tars', 'module m\n{\nstruct A {', () => nothing)).toThrow(
    "a.tars:3: the tag of a field is missing before 'the end of the file'",
  )
})

it('refuses what follows the module', () => {
  expect(() => parse('a.tars', 'module m { }; struct', () => nothing)).toThrow("a.tars:1: nothing may follow the module, found 'struct'")
})

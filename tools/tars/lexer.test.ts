import { expect, it } from 'vitest'
import { lex, SchemaError } from './lexer.ts'

it('cuts a schema into words, numbers, texts and signs', () => {
  const tokens = lex('a.tars', '#include "b.tars"\nenum A { B = -1 };')

  expect(tokens.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'word #include',
    'text b.tars',
    'word enum',
    'word A',
    'sign {',
    'word B',
    'sign =',
    'number -1',
    'sign }',
    'sign ;',
    'end the end of the file',
  ])
})

it('keeps the comment above a token and the one behind it', () => {
  const [token] = lex('a.tars', '// Two\n// lines.\nstruct // behind\n{')

  expect(token).toMatchObject({ text: 'struct', line: 3, above: 'Two lines.', behind: 'behind' })
})

it('does not take the comment behind the line above for a comment above', () => {
  const tokens = lex('a.tars', 'one // of one\ntwo')

  expect(tokens[1]).toMatchObject({ text: 'two', above: '' })
})

it('says where a character has no meaning', () => {
  expect(() => lex('a.tars', 'struct\n{ ? }')).toThrow(new SchemaError('a.tars', 2, "'?' has no meaning here"))
})

import { expect, it } from 'vitest'
import { scan } from './scan.ts'

it('comments and what is in strings are no code', () => {
  const { code, comments } = scan(`a('x // y') // z\n/* 'q' */ b("it's")`)
  expect(code).toBe(`a('      ')     \n          b("    ")`)
  expect(comments.map(({ text }) => text)).toEqual(['// z', `/* 'q' */`])
})

it('what is inserted into a template is code, at any depth', () => {
  expect(scan('`a ${b({ c: `d ${e} f` })} g` + h').code).toBe('`   {b({ c: `   {e}  ` })}  ` + h')
})

it('a slash after a value divides, elsewhere it begins a regular expression', () => {
  expect(scan('a / b / c').code).toBe('a / b / c')
  expect(scan("return /'[/]'/.test(x)").code).toBe('return /     /.test(x)')
  expect(scan('x = /"/g; y').code).toBe('x = /  g; y')
})

it('an escaped delimiter ends nothing', () => {
  expect(scan(String.raw`'it\'s' + "\\" + b`).code).toBe(`'     ' + "  " + b`)
})

it('every line stays where it is', () => {
  const text = 'a\n/*\n*/\n`\n${b}\n`\nc'
  expect(scan(text).code.split('\n')).toHaveLength(text.split('\n').length)
})

it('text that ends too early is scanned to its end', () => {
  for (const text of ["'a", '"a', '`a', '`a ${', '/* a', '/', '}']) expect(scan(text).code).toHaveLength(text.length)
})

it('what closes an element of a page is no regular expression', () => {
  const text = '<p>{name}</p>{shown && (<b>x</b>)}'
  expect(scan(text).code).toBe(text)
})

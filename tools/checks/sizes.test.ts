import { expect, it } from 'vitest'
import { assertionRule } from './assertions.ts'
import { nestingRule } from './nesting.ts'
import { parseSource } from './source-file.ts'

const linesOf = (rule: typeof assertionRule, text: string) => rule(parseSource('packages/wire/src/a.ts', text)).map(({ line }) => line)

it('an assertion needs a reason on its line or right above', () => {
  expect(linesOf(assertionRule, 'const a = b as C')).toEqual([1])
  expect(linesOf(assertionRule, 'const a = b as C // checked by the caller')).toEqual([])
  expect(linesOf(assertionRule, '// checked by the caller\nconst a = b as C\nconst d = e as { f: 1 }')).toEqual([3])
})

it('constants and renames are no assertions', () => {
  expect(linesOf(assertionRule, "type A = { readonly [B in (typeof c)[number] as B['d']]: B }")).toEqual([])
  const text = "import { a as b, type C as D } from './a.ts'\nimport * as e from './e.ts'\nexport { b as f }\nconst g = [1] as const"
  expect(linesOf(assertionRule, text)).toEqual([])
  expect(linesOf(assertionRule, "const a = 'known as B' // no code")).toEqual([])
})

const nested = (inner: string) => `function f(a) {\n if (a) {\n for (const b of c(d())) {\n while (e) {\n ${inner} } } } }`

it('control flow may be three deep', () => {
  expect(linesOf(nestingRule, nested('g()'))).toEqual([])
  for (const inner of ['if (g(h)) { i() }', 'try { i() } finally {}', 'do { i() } while (g)']) {
    expect(linesOf(nestingRule, nested(inner))).toContain(5)
  }
})

it('branches side by side are no deeper than one', () => {
  expect(linesOf(nestingRule, 'if (a) { } else if (b) { } else { try { } catch { } catch (c) { } switch (d) { } }')).toEqual([])
})

it('a function inside control flow begins anew, an object does not count', () => {
  expect(linesOf(nestingRule, nested('g(() => { if (h) { } })'))).toEqual([])
  expect(linesOf(nestingRule, nested('g({ h: { i } })'))).toEqual([])
  expect(linesOf(nestingRule, nested('g({ h: [1].map(() => { if (i) { } }) })'))).toEqual([])
})

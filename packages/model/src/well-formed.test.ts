import { expect, it } from 'vitest'
import { isWellFormed } from './well-formed.ts'

it('whole characters are text, halves of them are not, wherever they stand', () => {
  expect(isWellFormed({ a: ['你好', { b: '😀' }], c: null, d: 1, e: true })).toBe(true)
  for (const half of ['\ud800', 'x\udc00', '😀\ud83d']) {
    for (const json of [half, [half], { a: { b: [half] } }, { [half]: 1 }]) expect(isWellFormed(json)).toBe(false)
  }
})

it('a value as deep as a body can be is no danger', () => {
  expect(isWellFormed(JSON.parse(`${'['.repeat(500_000)}${']'.repeat(500_000)}`))).toBe(true)
})

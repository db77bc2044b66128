import { expect, it } from 'vitest'
import { toggled } from './selection.ts'

it('messages are chosen in any way and stay in their order', () => {
  expect([30, 10, 20].reduce(toggled, [])).toEqual([10, 20, 30])
  expect(toggled([10, 20, 30], 20)).toEqual([10, 30])
})

it('no more are chosen than can be forwarded at once', () => {
  const full = Array.from({ length: 100 }, (_, at) => at)
  expect(toggled(full, 1000)).toEqual(full)
})

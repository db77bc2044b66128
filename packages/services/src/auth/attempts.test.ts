import { expect, it } from 'vitest'
import { FakeClock } from '../testing/fake-clock.fixture.ts'
import { Attempts } from './attempts.ts'

it('a key is exhausted when its attempts are used up, and free again when the window is over', () => {
  const clock = new FakeClock()
  const attempts = new Attempts(clock, { limit: 2, windowMs: 1000 })
  attempts.count('a')
  expect(attempts.exhausted('a')).toBe(false)
  clock.pass(400)
  attempts.count('a')
  expect([attempts.exhausted('a'), attempts.exhausted('b')]).toEqual([true, false])

  clock.pass(599)
  expect(attempts.exhausted('a')).toBe(true)
  clock.pass(1)
  expect(attempts.exhausted('a')).toBe(false)
  attempts.count('a')
  expect(attempts.exhausted('a')).toBe(false)
})

it('setting the wall clock frees nobody', () => {
  const clock = new FakeClock()
  const attempts = new Attempts(clock, { limit: 1, windowMs: 1000 })
  attempts.count('a')
  clock.jump(3_600_000)
  expect(attempts.exhausted('a')).toBe(true)
})

it('a flood of keys costs bounded memory: the oldest are forgotten', () => {
  const attempts = new Attempts(new FakeClock(), { limit: 1, windowMs: 1000 })
  for (let key = 0; key <= 100_000; key++) attempts.count(String(key))
  expect([attempts.exhausted('0'), attempts.exhausted('1'), attempts.exhausted('100000')]).toEqual([false, true, true])
})

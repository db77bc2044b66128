import { expect, it } from 'vitest'
import { Repeats } from './repeats.ts'
import { FakeClock } from './testing/fake-clock.fixture.ts'

it('keeps a bounded number of answers, the newest', async () => {
  const { repeats, ask } = open()
  for (let i = 0; i < 100_010; i++) await ask(`name ${i}`, '')
  expect(repeats.size).toBeLessThanOrEqual(100_000)
  expect(await ask('name 100009', '')).toBe(true)
  expect(await ask('name 0', '')).toBe(false)
})

it('keeps a bounded number of characters', async () => {
  const { repeats, ask } = open()
  const text = 'x'.repeat(1024 * 1024)
  for (let i = 0; i < 70; i++) await ask(`name ${i}`, text)
  expect(repeats.size).toBeLessThanOrEqual(65)
})

it('forgets a request that failed, and one of a day ago', async () => {
  const { repeats, clock, ask } = open()
  await expect(repeats.once({ name: 'a', content: '' }, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await ask('a', '')).toBe(false)
  clock.pass(24 * 3_600_000 - 1)
  expect(await ask('a', '')).toBe(true)
  clock.pass(1)
  expect(await ask('a', '')).toBe(false)
})

function open() {
  const clock = new FakeClock()
  const repeats = new Repeats(clock)
  const ask = async (name: string, text: string) =>
    (await repeats.once({ name, content: 'same' }, async () => ({ status: 200, text }))).repeated
  return { clock, repeats, ask }
}

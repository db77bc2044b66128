import { expect, it } from 'vitest'
import { Admission } from './admission.ts'

/** Whoever is let in works for `ms`. */
function hall(ms: number) {
  let now = 0
  const turns: (() => void)[] = []
  const admission = new Admission({ clock: { monotonic: () => now }, soon: (action) => void turns.push(action) })
  const admitted: number[] = []
  const come = (number: number) =>
    admission.enter().then(() => {
      admitted.push(number)
      now += ms
    })
  const turn = async () => {
    turns.shift()?.()
    await new Promise(setImmediate)
    return admitted.splice(0)
  }
  return { come, turn, turns }
}

it('lets everybody in, in the order they came, a slice of time in each turn', async () => {
  const { come, turn, turns } = hall(0.25)
  for (let number = 0; number < 10; number++) void come(number)
  const first = await turn()
  expect(first.length).toBeGreaterThanOrEqual(4)
  expect(first.length).toBeLessThan(8)
  void come(10)
  const rest = await turn()
  while (turns.length > 0) rest.push(...(await turn()))
  expect([...first, ...rest]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

it('lets in who comes alone in the next turn, whenever that is', async () => {
  const { come, turn, turns } = hall(50)
  for (const number of [1, 2]) {
    void come(number)
    expect(turns).toHaveLength(1)
    expect(await turn()).toEqual([number])
    expect(turns).toEqual([])
  }
})

it('refuses whoever finds too many before him, and says when to come again', async () => {
  const { come, turn } = hall(1)
  for (let number = 0; number < 20_000; number++) void come(number)
  await expect(come(20_000)).rejects.toMatchObject({ name: 'Overloaded', retryAfterMs: 2_000 })
  await turn()
  void come(20_001)
  expect(await turn()).not.toEqual([])
})

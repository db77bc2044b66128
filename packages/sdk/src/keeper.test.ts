import { expect, it } from 'vitest'
import { silentLogger } from './edges.ts'
import { Keeper } from './keeper.ts'
import { memoryStore } from './memory-store.ts'
import type { Store } from './ports.ts'
import { turn } from './testing/fake-clock.fixture.ts'

it('gathers what changes while the store writes, and writes one after the other', async () => {
  const writes: [string, string | undefined][][] = []
  const gates: (() => void)[] = []
  const write: Store['write'] = async (_, changes) => {
    writes.push([...changes])
    await new Promise<void>((resolve) => gates.push(resolve))
  }
  const keeper = new Keeper({ ...memoryStore(), write }, 'ann', silentLogger)
  keeper.put('a', 1)
  keeper.put('a', 2)
  await Promise.resolve()
  keeper.put('b', 3)
  keeper.put('c', 4)
  keeper.delete('c')
  const flushed = keeper.flush()
  while (gates.length > 0) {
    gates.shift()?.()
    await turn()
  }
  await flushed
  expect(writes).toEqual([
    [['a', '2']],
    [
      ['b', '3'],
      ['c', undefined],
    ],
  ])
})

it('what the store could not take goes with the next change', async () => {
  const store = memoryStore()
  let fails = true
  const write: Store['write'] = async (account, changes) => {
    if (fails) throw new Error('the disk is full')
    await store.write(account, changes)
  }
  const keeper = new Keeper({ ...store, write }, 'ann', silentLogger)
  keeper.put('a', 1)
  await keeper.flush()
  fails = false
  keeper.put('b', 2)
  await keeper.flush()
  expect(await store.load('ann')).toEqual(
    new Map([
      ['a', '1'],
      ['b', '2'],
    ]),
  )
})

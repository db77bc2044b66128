import { type Batch, parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { type Transaction, transactionsOf } from './transactions.ts'

const ann = parseUserId('ann')

function batchOf(entries: number, end: number): Batch {
  const user = { type: 'user', stamp: 1, id: ann, number: 1, name: '', passwordHash: '', disabled: false, demo: false } as const
  return { entries: Array.from({ length: entries }, (_, i) => ({ position: end - entries + i, record: user })), end }
}

/** `took`: milliseconds for a transaction. */
async function all(batches: readonly Batch[], took: (transaction: Transaction) => number = () => 0): Promise<Transaction[]> {
  const given = async function* () {
    yield* batches
  }
  let now = 0
  const transactions: Transaction[] = []
  for await (const transaction of transactionsOf(given(), { monotonic: () => now })) {
    transactions.push(transaction)
    now += took(transaction)
  }
  return transactions
}

it('joins small batches and moves to the end of the last', async () => {
  const [transaction, ...others] = await all([batchOf(3, 10), batchOf(4, 20)])
  expect(transaction).toMatchObject({ end: 20 })
  expect(transaction?.entries.map((entry) => entry.position)).toEqual([7, 8, 9, 16, 17, 18, 19])
  expect(others).toEqual([])
})

it('begins another transaction where the bound would be passed', async () => {
  const sizes = (await all([batchOf(1500, 2000), batchOf(500, 4000), batchOf(1, 6000)])).map(({ entries, end }) => [entries.length, end])
  expect(sizes).toEqual([
    [2000, 4000],
    [1, 6000],
  ])
})

it('makes larger transactions the longer it takes to catch up, up to a bound', async () => {
  const batches = Array.from({ length: 100 }, (_, i) => batchOf(1000, 2000 * (i + 1)))
  const sizes = (await all(batches)).map(({ entries }) => entries.length)
  expect(sizes.slice(0, 4)).toEqual([2000, 4000, 8000, 16_000])
  expect(sizes.reduce((sum, size) => sum + size)).toBe(100_000)
})

it('goes back to small ones when a transaction took so long that reads wait', async () => {
  const batches = Array.from({ length: 40 }, (_, i) => batchOf(1000, 2000 * (i + 1)))
  const sizes = (await all(batches, ({ entries }) => entries.length / 50)).map(({ entries }) => entries.length)
  expect(sizes.slice(0, 7)).toEqual([2000, 4000, 8000, 2000, 4000, 8000, 2000])
})

it('leaves a batch whole, however large', async () => {
  expect((await all([batchOf(9000, 9000), batchOf(1, 9500)])).map(({ entries }) => entries.length)).toEqual([9000, 1])
})

it('moves over batches without records', async () => {
  expect(await all([batchOf(0, 10)])).toEqual([{ entries: [], end: 10 }])
  expect(await all([])).toEqual([])
})

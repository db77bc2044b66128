import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Message } from './protocol.ts'
import { type Piece, Sequence } from './sequence.ts'
import { messageOf } from './testing/scripted-server.fixture.ts'

function open(history: readonly Message[], { last = 0, page = 3 } = {}) {
  const delivered: number[] = []
  const reads: Piece[] = []
  const sequence = new Sequence(last, {
    read: async (piece) => {
      reads.push(piece)
      const found = history.filter(({ seq }) => seq > piece.after && seq < (piece.before ?? Number.POSITIVE_INFINITY))
      return { items: found.slice(0, page), more: found.length > page }
    },
    deliver: ({ seq }) => delivered.push(seq),
  })
  return { sequence, delivered, reads }
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => messageOf(at + 1))

it('what comes in order is delivered at once, and nobody is asked', () => {
  const { sequence, delivered, reads } = open([])
  for (const message of upTo(3)) sequence.take(message)
  expect({ delivered, reads, behind: sequence.isBehind }).toEqual({ delivered: [1, 2, 3], reads: [], behind: false })
})

it('what comes twice is delivered once', () => {
  const { sequence, delivered } = open([])
  for (const seq of [1, 1, 2, 1, 2]) sequence.take(messageOf(seq))
  expect(delivered).toEqual([1, 2])
})

it('what comes too early waits for what is before it', () => {
  const { sequence, delivered } = open([])
  for (const seq of [3, 2]) sequence.take(messageOf(seq))
  expect(delivered).toEqual([])
  sequence.take(messageOf(1))
  expect(delivered).toEqual([1, 2, 3])
})

it('what is missing is read from the history, page by page, and no more than that', async () => {
  const { sequence, delivered, reads } = open(upTo(9), { last: 1 })
  sequence.take(messageOf(9))
  await sequence.repair()
  expect(delivered).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  expect(reads).toEqual([1, 4, 7].map((after) => ({ after, before: 9 })))
})

it('numbers that the history has no more are passed over', async () => {
  const { sequence, delivered } = open([messageOf(3), messageOf(1_000_001)])
  sequence.take(messageOf(1_000_002))
  await sequence.repair()
  expect(delivered).toEqual([3, 1_000_001, 1_000_002])
})

it('what is known to follow the last one is delivered at once, whatever their numbers', () => {
  const { sequence, delivered, reads } = open([], { last: 100 })
  sequence.take(messageOf(250), 100)
  sequence.take(messageOf(370), 250)
  expect({ delivered, reads, behind: sequence.isBehind }).toEqual({ delivered: [250, 370], reads: [], behind: false })
})

it('what follows one that has not come waits for it', async () => {
  const { sequence, delivered } = open([messageOf(250)], { last: 100 })
  sequence.take(messageOf(370), 250)
  expect(delivered).toEqual([])
  await sequence.repair()
  expect(delivered).toEqual([250, 370])
})

it('a history that cannot be read is asked again, and loses nothing', async () => {
  let fails = true
  const delivered: number[] = []
  const read = async () => {
    if (fails) throw new Error('no connection')
    return { items: [messageOf(1)], more: false }
  }
  const sequence = new Sequence(0, { read, deliver: ({ seq }) => delivered.push(seq) })
  sequence.take(messageOf(2))
  await expect(sequence.repair()).rejects.toThrow('no connection')
  expect({ delivered, behind: sequence.isBehind }).toEqual({ delivered: [], behind: true })
  fails = false
  await sequence.repair()
  expect(delivered).toEqual([1, 2])
})

it('one that may not be read any more goes on with what came', () => {
  const { sequence, delivered } = open([])
  for (const seq of [5, 3, 6]) sequence.take(messageOf(seq))
  sequence.passOver()
  sequence.take(messageOf(7))
  expect({ delivered, behind: sequence.isBehind }).toEqual({ delivered: [3, 5, 6, 7], behind: false })
})

it('more than can be held is read again', async () => {
  const all = upTo(3000)
  const { sequence, delivered } = open(all, { page: 200 })
  for (const message of all.slice(1)) sequence.take(message)
  await sequence.repair()
  expect(delivered).toEqual(all.map(({ seq }) => seq))
})

it('whatever is lost, doubled or out of order, every message is delivered once and in order', async () => {
  const arrivals = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 80 })
  const deleted = fc.uniqueArray(fc.integer({ min: 1, max: 39 }))
  await fc.assert(
    fc.asyncProperty(arrivals, deleted, fc.integer({ min: 1, max: 7 }), async (seqs, gone, page) => {
      const there = upTo(40).filter(({ seq }) => !gone.includes(seq))
      const { sequence, delivered } = open(there, { page })
      for (const seq of seqs.filter((one) => !gone.includes(one))) {
        sequence.take(messageOf(seq))
        if (seq % 3 === 0) void sequence.repair()
      }
      sequence.expect(40)
      await sequence.repair()
      await sequence.repair()
      expect(delivered).toEqual(there.map(({ seq }) => seq))
    }),
  )
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Order, Pipeline, type Slot } from './pipeline.ts'

it('replies leave in the order of the requests, whichever is ready first (I4)', () => {
  const { pipeline, complete, replies } = open()
  for (const name of ['a', 'b', 'c']) pipeline.push(packet(name))
  complete('c')
  complete('b')
  expect(replies).toEqual([])

  complete('a')
  expect(replies).toEqual(['a', 'b', 'c'])
})

it('a request that is to be alone waits for all earlier ones, and later ones wait for it', () => {
  const { pipeline, complete, started } = open()
  for (const [name, order] of [['a'], ['b', 'alone'], ['c'], ['d']] as const) pipeline.push(packet(name, order))
  expect(started).toEqual(['a'])
  complete('a')
  expect(started).toEqual(['a', 'b'])

  complete('b')
  expect(started).toEqual(['a', 'b', 'c', 'd'])
})

it('requests in turn start one after the other; others start meanwhile, but for those behind one that waits', () => {
  const { pipeline, complete, started, replies } = open()
  for (const [name, order] of [['a', 'in-turn'], ['b'], ['c', 'in-turn'], ['d'], ['e', 'in-turn']] as const)
    pipeline.push(packet(name, order))
  expect(started).toEqual(['a', 'b'])
  complete('b')
  expect([started, replies]).toEqual([['a', 'b'], []])
  complete('a')
  expect([started, replies]).toEqual([
    ['a', 'b', 'c', 'd'],
    ['a', 'b'],
  ])
  complete('c')
  expect(started).toEqual(['a', 'b', 'c', 'd', 'e'])
})

it('the turn passes on with the answer, even while that waits for an earlier one', () => {
  const { pipeline, complete, started } = open()
  for (const [name, order] of [['a'], ['b', 'in-turn'], ['c', 'in-turn']] as const) pipeline.push(packet(name, order))
  complete('b')
  expect(started).toEqual(['a', 'b', 'c'])
})

it('while a reply takes long, no more than a mebibyte of others is held behind it', () => {
  const { pipeline, slots, started, replies } = open()
  const names = Array.from({ length: 10 }, (_, index) => `${index}`)
  pipeline.push(packet('slow'))
  for (const name of names) pipeline.push(packet(name))
  const answer = (name: string) => slots.get(name)?.complete(Buffer.alloc(300_000, name))
  for (const name of names.slice(0, 4)) answer(name)
  for (const name of ['x', 'y']) pipeline.push(packet(name))
  expect(started).not.toContain('x')
  expect(replies).toEqual([])

  slots.get('slow')?.complete(undefined)
  expect(started.slice(-2)).toEqual(['x', 'y'])
})

it('nothing starts while the connection may not, and the rest goes on afterwards', () => {
  const { pipeline, started, gate } = open()
  gate.open = false
  for (const name of ['a', 'b']) pipeline.push(packet(name))
  expect([started, pipeline.waitingBytes]).toEqual([[], 20])

  gate.open = true
  pipeline.run()
  expect([started, pipeline.waitingBytes]).toEqual([['a', 'b'], 0])
})

it('a request without a reply leaves its place to the next one', () => {
  const { pipeline, complete, slots, replies } = open()
  for (const name of ['a', 'b']) pipeline.push(packet(name))
  slots.get('a')?.complete(undefined)
  complete('b')
  expect(replies).toEqual(['b'])
})

it('a request is answered once', () => {
  const { pipeline, complete, replies } = open()
  pipeline.push(packet('a'))
  complete('a')
  complete('a')
  expect(replies).toEqual(['a'])
})

it('what waits is forgotten at the end, and what was started is finished', () => {
  const { pipeline, complete, started, replies } = open()
  for (const [name, order] of [['a'], ['b', 'alone']] as const) pipeline.push(packet(name, order))
  pipeline.clear()
  expect(pipeline.waitingBytes).toBe(0)

  complete('a')
  expect([started, replies]).toEqual([['a'], ['a']])
})

it('finishes what was started, and starts nothing more', async () => {
  const { pipeline, complete, started } = open()
  for (const [name, order] of [['a'], ['b'], ['c', 'alone']] as const) pipeline.push(packet(name, order))
  const finished = [pipeline.finish(), pipeline.finish()]
  pipeline.push(packet('d'))
  complete('b')
  complete('a')

  await Promise.all(finished)
  expect(started).toEqual(['a', 'b'])
  await open().pipeline.finish()
})

it('at most 1024 requests of a connection are in flight', () => {
  const { pipeline, complete, started } = open()
  for (let i = 0; i < 1030; i++) pipeline.push(packet(`${i}`))
  expect(started).toHaveLength(1024)
  complete('0')
  expect(started).toHaveLength(1025)
})

it('whatever completes when, every request is answered once and in order (I4)', () => {
  const requests = fc.array(fc.record({ order: fc.constantFrom<Order>('pipelined', 'in-turn', 'alone'), at: fc.nat(99) }), {
    maxLength: 30,
    size: 'max',
  })
  fc.assert(
    fc.property(requests, (requests) => {
      const { pipeline, complete, started, replies, slots } = open()
      const names = requests.map((_, index) => `${index}`)
      for (const [index, { order }] of requests.entries()) pipeline.push(packet(`${index}`, order))
      while (replies.length < names.length) {
        const open = started.filter((name) => slots.get(name)?.done === false)
        expect(open.filter((name) => requests[Number(name)]?.order === 'in-turn').length).toBeLessThanOrEqual(1)
        for (const name of open.sort((a, b) => (requests[Number(a)]?.at ?? 0) - (requests[Number(b)]?.at ?? 0))) complete(name)
      }
      expect(replies).toEqual(names)
      expect(started).toEqual(names)
    }),
  )
})

interface Named {
  readonly size: number
  readonly name: string
  readonly order: Order
}

function packet(name: string, order: Order = 'pipelined'): Named {
  return { size: 10, name, order }
}

function open() {
  const [started, replies, slots] = [[] as string[], [] as string[], new Map<string, Slot>()] // as: empty lists have no type
  const gate = { open: true }
  const pipeline = new Pipeline<Named>({
    orderOf: ({ order }) => order,
    start: ({ name }, slot) => {
      started.push(name)
      slots.set(name, slot)
    },
    mayStart: () => gate.open,
    reply: (frame) => replies.push(frame.toString()),
    progressed: () => undefined,
  })
  return { pipeline, started, replies, slots, gate, complete: (name: string) => slots.get(name)?.complete(Buffer.from(name)) }
}

import { expect, it, vi } from 'vitest'
import { SearchHost } from './host.ts'

it('rests nine times as long as it worked between two transactions', async () => {
  const { go, store, timers, host } = open()
  await go()
  expect(store.apply).toHaveBeenCalledTimes(1)
  expect(timers.map(({ ms }) => ms)).toEqual([180])
  await go()
  expect(store.apply).toHaveBeenCalledTimes(2)
  await go()
  await host.handle({ type: 'close' })
  expect(store.close).toHaveBeenCalledOnce()
})

it('a rest ends when it is closed, and nothing more is indexed', async () => {
  const { go, store, timers, host } = open()
  await go()
  expect(timers.map(({ ms }) => ms)).toEqual([180])
  await host.handle({ type: 'close' })
  expect(timers).toEqual([])
  expect(store.close).toHaveBeenCalledOnce()
  expect(store.apply).toHaveBeenCalledTimes(1)
})

it('one that is closed while it works does not rest after it', async () => {
  const { go, store, timers, host } = open()
  const work = Promise.withResolvers<void>()
  store.apply.mockReturnValueOnce(work.promise)
  await go()
  const closed = host.handle({ type: 'close' })
  work.resolve()
  await closed
  expect(timers).toEqual([])
  expect(store.close).toHaveBeenCalledOnce()
})

/** A host of two transactions, each of which takes 20 ms. */
function open() {
  let now = 0
  const timers: { readonly ms: number; readonly action: () => void }[] = []
  const go = async () => {
    timers.shift()?.action()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const after = (ms: number, action: () => void) => {
    const timer = { ms, action }
    timers.push(timer)
    return { cancel: () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1)) }
  }
  const batch = (end: number) => ({ entries: Array.from({ length: 2000 }, () => ({ position: end, record: audit })), end })
  const audit = { type: 'audit', stamp: 1, actor: 'a', action: 'b', subject: 'c', detail: 'd' } as const
  const reader = {
    read: async function* () {
      yield batch(1)
      yield batch(2)
    },
    close: () => undefined,
  }
  const store = {
    watermark: 0,
    apply: vi.fn(async (_: unknown, end: number) => {
      store.watermark = end
      now += 20
    }),
    close: vi.fn(),
  }
  const host = new SearchHost({
    ...{ store: store as never, reader, durable: 2, post: () => undefined }, // as: the host uses no more of a store
    clock: { now: () => 0, monotonic: () => now, after },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  return { go, store, timers, host }
}

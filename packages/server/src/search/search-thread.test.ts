import { conversationId, type Log, type MessageSearch, parseUserId, type Timer } from '@magpie-im/model'
import { expect, it, vi } from 'vitest'
import type { SearchCommand, SearchStart } from './messages.ts'
import { type SearchListener, SearchThread } from './search-thread.ts'

const search: MessageSearch = {
  ...{ user: parseUserId('ann'), groups: [], conversation: undefined, text: 'tea', sender: undefined, kind: undefined },
  ...{ from: 0, to: 1, before: undefined, limit: 1 },
}

/** A thread whose reports are written by the test, and a clock that goes when it is told. */
function setUp() {
  const threads: { readonly start: SearchStart; readonly listener: SearchListener; readonly commands: (SearchCommand | 'end')[] }[] = []
  const timers: { readonly ms: number; readonly action: () => void }[] = []
  const after = (ms: number, action: () => void): Timer => {
    const timer = { ms, action }
    timers.push(timer)
    return { cancel: () => void timers.splice(timers.indexOf(timer), 1) }
  }
  const log: Log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  let durable = 50
  let follower: (batch: unknown) => void = () => undefined
  const journal = {
    identity: 'identity',
    get durable() {
      return durable
    },
    follow: (listener: typeof follower) => {
      follower = listener
    },
  }
  const index = new SearchThread({
    ...{ folder: 'journal', file: 'search.db', log },
    journal: journal as never, // as: nothing else of it is used
    clock: { now: () => 0, monotonic: () => 0, after },
    start: (start, listener) => {
      const commands: (SearchCommand | 'end')[] = []
      threads.push({ start, listener, commands })
      return { post: (command) => void commands.push(command), end: () => void commands.push('end') }
    },
  })
  const newest = () => {
    const thread = threads.at(-1)
    if (!thread) throw new Error('no thread was started')
    return thread
  }
  const moved = (position: number) => {
    durable = position
    follower(undefined)
  }
  return { index, threads, newest, timers, log, moved }
}

it('gives the answers of the thread to those who asked', async () => {
  const { index, newest } = setUp()
  const [first, second] = [index.find(search), index.find({ ...search, text: 'coffee' })]
  const found = [{ place: 7, conversation: conversationId(1), seqId: 5 }]
  newest().listener.report({ type: 'found', id: 2, found: undefined })
  newest().listener.report({ type: 'found', id: 1, found })
  expect(await first).toEqual(found)
  await expect(second).rejects.toMatchObject({ name: 'Internal' })
})

it('tells the thread now and then how far it may go', () => {
  const { newest, timers, moved } = setUp()
  moved(60)
  moved(70)
  expect(timers).toHaveLength(1)
  timers.shift()?.action()
  expect(newest().commands).toEqual([{ type: 'durable', position: 70 }])
})

it('refuses searches while its thread is gone, and starts it again', async () => {
  const { index, threads, newest, timers, moved, log } = setUp()
  const asked = index.find(search)
  moved(80)
  newest().listener.ended(new Error('out of memory'))
  await expect(asked).rejects.toMatchObject({ name: 'NotReady' })
  await expect(index.find(search)).rejects.toMatchObject({ name: 'NotReady' })
  expect(log.error).toHaveBeenCalledOnce()
  timers.splice(0).at(-1)?.action()
  expect(threads.map(({ start }) => start.durable)).toEqual([50, 80])
  void index.find(search)
  expect(newest().commands).toMatchObject([{ type: 'find' }])
})

it('closes when its thread has ended, and does not start it again', async () => {
  const { index, newest, timers, moved } = setUp()
  moved(60)
  const closed = index.close()
  expect(newest().commands).toEqual([{ type: 'close' }])
  await expect(index.find(search)).rejects.toMatchObject({ name: 'NotReady' })
  newest().listener.ended(undefined)
  await closed
  expect(timers).toEqual([])
})

it('ends a thread that does not close', async () => {
  const { index, newest, timers } = setUp()
  const closed = index.close()
  timers.shift()?.action()
  expect(newest().commands).toEqual([{ type: 'close' }, 'end'])
  newest().listener.ended(undefined)
  await closed
})

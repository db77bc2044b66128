import { type Clock, conversationId, type Log, parseUserId, type Timer } from '@magpie-im/model'
import { expect, it, vi } from 'vitest'
import { Client } from './client.ts'
import type { Command, Report } from './messages.ts'
import type { StartThread, ThreadListener } from './worker.ts'

const query = { user: parseUserId('ann'), since: 0 }

/** A thread whose reports are written by the test. */
class ScriptedThread {
  readonly commands: Command[] = []
  readonly durable: number
  readonly #listener: ThreadListener

  constructor(durable: number, listener: ThreadListener) {
    this.durable = durable
    this.#listener = listener
  }

  post = (command: Command) => void this.commands.push(command)
  end = () => this.die()
  report = (report: Report) => this.#listener.report(report)
  die = (error?: Error) => this.#listener.ended(error)
}

function setUp() {
  const threads: ScriptedThread[] = []
  const timers: { readonly ms: number; readonly action: () => void }[] = []
  const watermarks: number[] = []
  const log: Log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const startThread: StartThread = (start, listener) => {
    const thread = new ScriptedThread(start.durable, listener)
    threads.push(thread)
    return thread
  }
  const after = (ms: number, action: () => void): Timer => {
    const timer = { ms, action }
    timers.push(timer)
    return { cancel: () => timers.splice(timers.indexOf(timer), 1) }
  }
  const clock: Clock = { now: () => 0, monotonic: () => 0, after }
  const start = { folder: 'journal', file: 'magpie.db', journal: 'identity' }
  const opening = Client.open(
    { start, startThread, clock, soon: setImmediate, log, onWatermark: (watermark) => watermarks.push(watermark) },
    50,
  )
  const newest = () => {
    const thread = threads.at(-1)
    if (!thread) throw new Error('no thread was started')
    return thread
  }
  return { opening, threads, newest, timers, watermarks, log }
}

async function opened() {
  const all = setUp()
  all.newest().report({ type: 'opened', watermark: 10 })
  return { ...all, client: await all.opening }
}

it('gives the answers of the thread to those who asked', async () => {
  const { client, newest } = await opened()
  const [first, second] = [
    client.friends(query),
    client.messages({ conversation: conversationId(1), reader: undefined, upTo: 9, limit: 1 }),
  ]
  await vi.waitFor(() => expect(newest().commands).toHaveLength(1))
  const answered = { id: 1, snapshot: { watermark: 10, found: [] } }
  newest().report({ type: 'answers', answers: [answered, { id: 2, snapshot: undefined }] })
  expect(await first).toEqual({ watermark: 10, found: [] })
  await expect(second).rejects.toMatchObject({ name: 'Internal' })
})

it('asks for all reads of a turn at once, and for very many in several commands', async () => {
  const { client, newest } = await opened()
  for (let count = 0; count < 101; count++) void client.friends(query)
  expect(newest().commands).toEqual([])
  await vi.waitFor(() => expect(newest().commands).toHaveLength(2))
  expect(newest().commands).toMatchObject([{ reads: { length: 100 } }, { reads: [{ id: 101, read: { name: 'friends', query } }] }])
})

it('asks for what comes while the thread reads when it has answered', async () => {
  const { client, newest } = await opened()
  const asked = [client.friends(query)]
  await vi.waitFor(() => expect(newest().commands).toHaveLength(1))
  asked.push(client.friends(query), client.friends(query))
  await new Promise(setImmediate)
  expect(newest().commands).toHaveLength(1)
  newest().report({ type: 'answers', answers: [{ id: 1, snapshot: { watermark: 10, found: [] } }] })
  expect(newest().commands.slice(1)).toMatchObject([{ type: 'reads', reads: [{ id: 2 }, { id: 3 }] }])
  newest().report({ type: 'answers', answers: [2, 3].map((id) => ({ id, snapshot: { watermark: 10, found: [] } })) })
  expect(await Promise.all(asked)).toHaveLength(3)
})

it('tells the thread of what is durable once for some milliseconds, and behind the reads up to then', async () => {
  const { client, newest, timers } = await opened()
  client.durable(60)
  client.durable(70)
  void client.friends(query)
  await vi.waitFor(() => expect(newest().commands).toHaveLength(1))
  void client.friends(query)
  expect(timers).toHaveLength(1)
  timers.shift()?.action()
  expect(newest().commands.map((command) => command.type)).toEqual(['reads', 'reads', 'durable'])
  expect(newest().commands.at(-1)).toEqual({ type: 'durable', position: 70 })
})

it('hands watermarks and log lines on', async () => {
  const { newest, watermarks, log } = await opened()
  newest().report({ type: 'watermark', watermark: 30 })
  newest().report({ type: 'log', level: 'warn', message: 'rebuilding', fields: { file: 'magpie.db' } })
  expect(watermarks).toEqual([10, 30])
  expect(log.warn).toHaveBeenCalledWith('rebuilding', { file: 'magpie.db' })
})

it('has nothing projected before it is told to, and then tells also a thread that is started again', async () => {
  const { client, newest, timers } = await opened()
  expect(newest().commands).toEqual([])
  client.durable(50)
  timers.shift()?.action()
  expect(newest().commands).toEqual([{ type: 'durable', position: 50 }])
  newest().die()
  timers.shift()?.action()
  newest().report({ type: 'opened', watermark: 0 })
  expect(newest().commands).toEqual([{ type: 'durable', position: 50 }])
})

it('refuses what was asked of a thread that died, and starts it again', async () => {
  const { client, newest, threads, timers, watermarks } = await opened()
  const asked = client.friends(query)
  client.durable(80)
  timers.shift()
  newest().die(new Error('out of memory'))
  await expect(asked).rejects.toMatchObject({ name: 'NotReady' })
  await expect(client.friends(query)).rejects.toMatchObject({ name: 'NotReady' })

  timers.shift()?.action()
  expect(threads.map((thread) => thread.durable)).toEqual([50, 80])
  await expect(client.friends(query)).rejects.toMatchObject({ name: 'NotReady' })
  newest().report({ type: 'opened', watermark: 0 })
  expect(watermarks).toEqual([10, 0])
  void client.friends(query)
  await vi.waitFor(() => expect(newest().commands).toMatchObject([{ type: 'durable' }, { type: 'reads', reads: [{ read: { query } }] }]))
})

it('waits longer each time until the thread gets somewhere', async () => {
  const { newest, timers } = await opened()
  const waits: number[] = []
  const dieAndRestart = () => {
    newest().die()
    waits.push(timers[0]?.ms ?? 0)
    timers.shift()?.action()
    newest().report({ type: 'opened', watermark: 0 })
  }
  dieAndRestart()
  dieAndRestart()
  dieAndRestart()
  newest().report({ type: 'watermark', watermark: 5 })
  dieAndRestart()
  expect(waits).toEqual([100, 200, 400, 100])
})

it('ends a thread whose database is damaged, so that it opens it again', async () => {
  const { newest, timers } = await opened()
  newest().report({ type: 'damaged' })
  expect(timers).toHaveLength(1)
})

it('does not open a store that is refused, and says why', async () => {
  const { opening, newest, timers } = setUp()
  newest().report({ type: 'refused', name: 'ReadModelAhead', message: '' })
  newest().die()
  await expect(opening).rejects.toThrow('it has lost its tail: run `magpie doctor`')
  expect(timers).toEqual([])
})

it('does not open a store whose thread dies at once', async () => {
  const { opening, newest } = setUp()
  newest().die(new Error('no such file'))
  await expect(opening).rejects.toThrow('no such file')
})

it('closes when the thread has closed', async () => {
  const { client, newest, timers } = await opened()
  const asked = client.friends(query)
  const closed = client.close()
  expect(newest().commands).toMatchObject([{ type: 'reads' }, { type: 'close' }])
  newest().report({ type: 'closed' })
  newest().die()
  await closed
  await expect(asked).rejects.toMatchObject({ name: 'NotReady' })
  expect(timers).toEqual([])
})

it('closes while the thread is down', async () => {
  const { client, newest, timers } = await opened()
  newest().die()
  await client.close()
  expect(timers).toEqual([])
})

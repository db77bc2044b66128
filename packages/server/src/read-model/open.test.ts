import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type FilesJournal, openFilesJournal } from '@magpie-im/journal'
import {
  conversationId,
  type JournalRecord,
  type Log,
  type MessageRecord,
  type Outcome,
  ordinary,
  type Position,
  pairOf,
  parseUserId,
} from '@magpie-im/model'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { systemClock as clock } from '../system-clock.ts'
import { type OpenedReadModel, openReadModel } from './open.ts'
import { type StartThread, startWorker, type Thread } from './worker.ts'

const ann = parseUserId('ann')
const bob = parseUserId('bob')
const conversation = conversationId(1)
const everything = { conversation, reader: undefined, upTo: Number.MAX_SAFE_INTEGER, limit: 100 }

let folder: string
let warnings: string[]
let threads: Thread[]
let cleanup: AsyncDisposableStack

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'magpie-read-model-'))
  warnings = []
  threads = []
  cleanup = new AsyncDisposableStack()
  cleanup.defer(() => fs.rmSync(folder, { recursive: true }))
})

afterEach(() => cleanup.disposeAsync())

const nothing = () => undefined
const log: Log = { debug: nothing, info: nothing, warn: (message) => warnings.push(message), error: (message) => warnings.push(message) }

const startThread: StartThread = (start, listener) => {
  const thread = startWorker(start, listener)
  threads.push(thread)
  return thread
}

class Server {
  readonly journal: FilesJournal
  readonly model: OpenedReadModel
  #closed = false

  private constructor(journal: FilesJournal, model: OpenedReadModel) {
    this.journal = journal
    this.model = model
  }

  static async open(): Promise<Server> {
    const server = await Server.beforeBegun()
    server.model.begin().catch(nothing)
    return server
  }

  static async beforeBegun(): Promise<Server> {
    const journal = await openFilesJournal({ folder: path.join(folder, 'journal'), clock, log, keyOf: nothing })
    for await (const _ of journal.recover());
    const file = path.join(folder, 'magpie.db')
    const model = await openReadModel({
      folder: path.join(folder, 'journal'),
      file,
      journal,
      clock,
      soon: setImmediate,
      log,
      startThread,
    })
    const server = new Server(journal, model)
    cleanup.defer(() => server.close())
    return server
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.model.close()
    await this.journal.close()
  }

  append(record: JournalRecord): Promise<Position> {
    return new Promise((resolve, reject) => {
      const outcome: Outcome = { durable: () => resolve(this.journal.durable), failed: reject }
      this.journal.append(record, outcome)
    })
  }

  async begin(): Promise<void> {
    const counters = { lastSeq: 0, lastSeqId: 0, ordinals: [0, 0] } as const
    await this.append({ type: 'conversation', stamp: 1, conversation, members: pairOf(ann, bob), ...counters })
  }

  say(seq: number): Promise<Position> {
    return this.append(messageOf(seq))
  }

  async unreadOfBob(): Promise<number | undefined> {
    const asOf = { position: this.journal.durable, stamp: 0, newest: new Map(), readMarks: new Map() }
    const { items } = await this.model.conversations.list({ user: bob, after: 0, limit: 10, asOf })
    return items[0]?.unread
  }
}

function messageOf(seq: number): MessageRecord {
  const ordinals = { senderOrdinal: seq, ordinal: seq }
  const people = { sender: ann, recipient: bob, clientMessageId: `${seq}` }
  const content = { kind: 'text', body: `message ${seq}`, push: undefined, origin: undefined, ...ordinary, audience: 'single' } as const
  return { type: 'message', stamp: 1000 + seq, conversation, seq, seqId: 1000 + seq, ...people, ...content, ...ordinals }
}

it('answers with what was just made durable, before and after it is projected', async () => {
  const server = await Server.open()
  await server.begin()
  await server.say(1)
  expect(await server.unreadOfBob()).toBe(1)
  expect(await server.model.history.page(everything)).toMatchObject([{ seq: 1 }])
  await server.model.caughtUp()
  expect(server.model.watermark()).toBe(server.journal.durable)
  await server.say(2)
  expect(await server.unreadOfBob()).toBe(2)
  expect(await server.model.history.page(everything)).toMatchObject([{ seq: 2 }, { seq: 1 }])
})

it('goes on where it was after a restart', async () => {
  const before = await Server.open()
  await before.begin()
  await before.say(1)
  await before.model.caughtUp()
  const watermark = before.model.watermark()
  await before.close()

  const after = await Server.open()
  expect(after.model.watermark()).toBeGreaterThanOrEqual(watermark)
  await after.model.caughtUp()
  expect(await after.unreadOfBob()).toBe(1)
  expect(warnings).toEqual([])
})

it('answers at once with what a killed server had not projected', async () => {
  const before = await Server.open()
  await before.begin()
  await before.say(1)
  await before.model.caughtUp()
  const projected = before.journal.durable
  await before.model.close()
  await before.say(2)
  await before.close()

  const after = await Server.beforeBegun()
  expect(await after.unreadOfBob()).toBe(2)
  expect(await after.model.history.page(everything)).toMatchObject([{ seq: 2 }, { seq: 1 }])
  expect(after.model.watermark()).toBe(projected)
  await after.model.begin()
  await after.say(3)
  expect(await after.unreadOfBob()).toBe(3)
  await after.model.caughtUp()
  expect(await after.unreadOfBob()).toBe(3)
})

it('refuses reads while the read model is made anew', async () => {
  const before = await Server.open()
  await before.begin()
  await before.say(1)
  await before.close()
  fs.rmSync(path.join(folder, 'magpie.db'))

  const after = await Server.beforeBegun()
  await expect(after.unreadOfBob()).rejects.toMatchObject({ name: 'NotReady' })
  await after.model.begin()
  expect(await after.unreadOfBob()).toBe(1)
})

it('is rebuilt from the journal when the database is gone', async () => {
  const before = await Server.open()
  await before.begin()
  for (let seq = 1; seq <= 50; seq++) await before.say(seq)
  await before.close()
  fs.rmSync(path.join(folder, 'magpie.db'))

  const after = await Server.open()
  await after.model.caughtUp()
  expect(await after.unreadOfBob()).toBe(50)
})

it('refuses reads while its thread is down, takes messages on, and answers again by itself', async () => {
  const server = await Server.open()
  await server.begin()
  await server.say(1)
  threads[0]?.end()
  await vi.waitFor(() => expect(warnings).toHaveLength(1), { timeout: 10_000 })
  await expect(server.model.history.page(everything)).rejects.toMatchObject({ name: 'NotReady' })
  await server.say(2)

  await vi.waitFor(async () => expect(await server.unreadOfBob()).toBe(2), { timeout: 10_000 })
  await server.model.caughtUp()
  expect(threads).toHaveLength(2)
})

it('gives up waiting when it is closed', async () => {
  const server = await Server.open()
  await server.begin()
  const waiting = server.model.caughtUp()
  const settled = waiting.then(
    () => 'caught up',
    (error: Error) => error.name,
  )
  await server.close()
  expect(['caught up', 'NotReady']).toContain(await settled)
})

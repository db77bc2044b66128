import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { conversationId, type Log } from '@magpie-im/model'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ann, bob, silentLog, TestLog } from '../../conformance/test-log.ts'
import { openSqlite, type SqliteOptions } from './open.ts'
import type { SqliteStore } from './store.ts'

let folder: string
let file: string
let warnings: string[]
const stores: SqliteStore[] = []

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'magpie-open-'))
  file = path.join(folder, 'magpie.db')
  warnings = []
})

afterEach(async () => {
  vi.restoreAllMocks()
  for (const store of stores.splice(0)) await store.close()
  fs.rmSync(folder, { recursive: true })
})

const log: Log = { ...silentLog, warn: (message) => warnings.push(message), error: (message) => warnings.push(message) }

function open(options: Partial<SqliteOptions> = {}): SqliteStore {
  const store = openSqlite({ file, journal: 'journal', durable: 1_000_000, log, ...options })
  stores.push(store)
  return store
}

async function close(store: SqliteStore): Promise<void> {
  stores.splice(stores.indexOf(store), 1)
  await store.close()
}

async function openWithMessages(count: number): Promise<SqliteStore> {
  const records = new TestLog()
  for (let i = 0; i < count; i++) records.says(ann, bob)
  records.cut()
  const store = open()
  for (const batch of records.batches) await store.apply(batch.entries, 1000)
  return store
}

/** What another process finds when this one was killed: the files as they are now. */
function copyOfFiles(): void {
  const copy = path.join(folder, 'copy')
  fs.mkdirSync(copy)
  for (const name of ['magpie.db', 'magpie.db-wal', 'magpie.db.state']) fs.copyFileSync(path.join(folder, name), path.join(copy, name))
  file = path.join(copy, 'magpie.db')
}

function rebootMachine(): void {
  const readFileSync = fs.readFileSync
  vi.spyOn(fs, 'readFileSync').mockImplementation(((...args: Parameters<typeof fs.readFileSync>) =>
    args[0] === '/proc/sys/kernel/random/boot_id' ? 'another boot\n' : readFileSync(...args)) as typeof fs.readFileSync) // as: one of its overloads
}

it('goes on where it was after a clean close, even when the machine was restarted since', async () => {
  await close(await openWithMessages(3))
  rebootMachine()
  expect(open().watermark).toBe(1000)
  expect(warnings).toEqual([])
})

it('goes on where it was after the process was killed', async () => {
  await openWithMessages(3)
  copyOfFiles()
  const store = open()
  expect(store.watermark).toBe(1000)
  expect(
    (await store.messages({ conversation: conversationId(1), reader: undefined, upTo: Number.MAX_SAFE_INTEGER, limit: 9 })).found,
  ).toHaveLength(3)
})

it('is rebuilt when the machine went down while it was open', async () => {
  await openWithMessages(3)
  copyOfFiles()
  rebootMachine()
  expect(open().watermark).toBe(0)
  expect(warnings).toEqual(['the machine went down while the read model was open: rebuilding it from the journal'])
})

it('is rebuilt when it was clean, was opened again, and the machine went down', async () => {
  await close(await openWithMessages(3))
  open()
  copyOfFiles()
  rebootMachine()
  expect(open().watermark).toBe(0)
})

it('is for the owner only', async () => {
  await openWithMessages(1)
  const modes = fs.readdirSync(folder).map((name) => [name, fs.statSync(path.join(folder, name)).mode & 0o777])
  expect(modes).toEqual(['magpie.db', 'magpie.db-shm', 'magpie.db-wal', 'magpie.db.state'].map((name) => [name, 0o600]))
})

it('is rebuilt for another journal', async () => {
  await close(await openWithMessages(3))
  expect(open({ journal: 'another' }).watermark).toBe(0)
  expect(warnings).toEqual(['the read model belongs to another journal: rebuilding it from the journal'])
})

it('is rebuilt when its state is unknown', async () => {
  await close(await openWithMessages(3))
  fs.rmSync(`${file}.state`)
  expect(open().watermark).toBe(0)
})

it('is rebuilt when the file is no database', async () => {
  await close(await openWithMessages(3))
  fs.writeFileSync(file, 'not a database, although it is long enough to be taken for one '.repeat(200))
  expect(open().watermark).toBe(0)
  expect(warnings).toEqual(['the read model cannot be read: rebuilding it from the journal'])
})

it('refuses to open above the end of the journal, in a sentence', async () => {
  await close(await openWithMessages(3))
  expect(() => open({ durable: 999 })).toThrow('it has lost its tail: run `magpie doctor`')
  expect(open({ durable: 1000 }).watermark).toBe(1000)
})

it('tells its owner of damage found in use, and is checked and rebuilt at the next open', async () => {
  await close(await openWithMessages(2000))
  const size = fs.statSync(file).size
  const handle = fs.openSync(file, 'r+')
  // Behind what is read when it is opened: the layout, and the first page of each table.
  for (let at = 4096 * 60; at < size; at += 4096) fs.writeSync(handle, Buffer.alloc(2048, 0xa5), 0, 2048, at)
  fs.closeSync(handle)
  let told = 0
  const store = open({ onDamage: () => told++ })
  const rows = {
    user: bob,
    after: 0,
    moment: Number.MAX_SAFE_INTEGER,
    limit: 10,
    newest: new Map(),
    readMarks: new Map(),
    apart: new Map<never, never>(),
    controlled: new Map(),
    floors: new Map(),
  }
  await expect(store.conversations(rows)).rejects.toThrow()
  await expect(store.conversations(rows)).rejects.toThrow()
  expect(told).toBe(1)
  await close(store)
  expect(open().watermark).toBe(0)
  expect(warnings).toContain('the read model is damaged: rebuilding it from the journal')
})

it('passes on what is not damage, such as a folder that is not there', () => {
  file = path.join(folder, 'missing', 'magpie.db')
  expect(() => open()).toThrow()
})

import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ann, bob, carol, silentLog, TestLog } from '../../conformance/test-log.ts'
import { inspectSqlite } from './inspect.ts'
import { openSqlite } from './open.ts'
import type { SqliteStore } from './store.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'magpie-inspect-'))
  file = path.join(folder, 'magpie.db')
})

afterEach(() => fs.rmSync(folder, { recursive: true }))

async function projected(): Promise<SqliteStore> {
  const log = new TestLog()
  log.says(ann, bob)
  log.says(ann, bob)
  log.hasRead(bob, ann, 1)
  log.says(carol, ann)
  log.cut()
  const store = openSqlite({ file, journal: 'journal', durable: 1000, log: silentLog })
  for (const batch of log.batches) await store.apply(batch.entries, 500)
  return store
}

const filesOf = () =>
  Object.fromEntries(
    fs.readdirSync(folder).map((name) => [
      name,
      createHash('sha256')
        .update(fs.readFileSync(path.join(folder, name)))
        .digest('hex'),
    ]),
  )

it('tells what the read model has of each conversation', async () => {
  await (await projected()).close()
  using inspection = inspectSqlite(file)
  expect(inspection).toMatchObject({ journal: 'journal', watermark: 500 })
  expect(inspection.findDamage()).toEqual([])
  expect([...inspection.conversations()]).toMatchObject([
    {
      conversation: 1,
      messages: 2,
      lastSeq: 2,
      members: [
        { user: ann, unread: 0 },
        { user: bob, readSeq: 1, unread: 1 },
      ],
    },
    {
      conversation: 2,
      messages: 1,
      lastSeq: 1,
      members: [
        { user: ann, unread: 1 },
        { user: carol, unread: 0 },
      ],
    },
  ])
})

it('changes nothing in the folder of a server that has stopped', async () => {
  await (await projected()).close()
  const before = filesOf()
  {
    using inspection = inspectSqlite(file)
    expect([...inspection.conversations()]).toHaveLength(2)
  }
  expect(filesOf()).toEqual(before)
})

it('sees what a running server has projected, and leaves its files as they are', async () => {
  const store = await projected()
  const before = filesOf()
  {
    using inspection = inspectSqlite(file)
    expect([...inspection.conversations()]).toHaveLength(2)
  }
  const { 'magpie.db-shm': _, ...after } = filesOf()
  expect(before).toMatchObject(after)
  await store.close()
})

it('counts the messages that are there', async () => {
  await (await projected()).close()
  const database = new DatabaseSync(file)
  database.exec('DELETE FROM messages WHERE conversation = 1 AND seq = 1')
  database.close()
  using inspection = inspectSqlite(file)
  expect([...inspection.conversations()][0]).toMatchObject({ messages: 1, lastSeq: 2 })
})

it('counts what is gone neither as missing nor as unread', async () => {
  const log = new TestLog()
  const sent = [1, 2, 3, 4].map(() => log.says(ann, bob))
  log.notifies(carol, bob)
  const [, second, third] = sent
  if (second) log.expires(second)
  if (third) log.controls(third, 'revoke')
  log.cut()
  const store = openSqlite({ file, journal: 'journal', durable: 1000, log: silentLog })
  for (const batch of log.batches) await store.apply(batch.entries, 500)
  await store.close()
  using inspection = inspectSqlite(file)
  expect([...inspection.conversations()]).toMatchObject([
    { messages: 2, lastSeq: 4, floor: 2, members: [{ user: ann }, { user: bob, readSeq: 0, unread: 1 }] },
    { messages: 1, floor: 0, members: [{ user: bob, unread: 1 }] },
  ])
})

it('knows a read model of another version', async () => {
  await (await projected()).close()
  const isCurrent = () => {
    using inspection = inspectSqlite(file)
    return inspection.isCurrent
  }
  expect(isCurrent()).toBe(true)
  const database = new DatabaseSync(file)
  database.exec("UPDATE meta SET value = '1' WHERE name = 'schema'")
  database.close()
  expect(isCurrent()).toBe(false)
})

it('throws when the file is no database', () => {
  fs.writeFileSync(file, 'something else altogether')
  expect(() => inspectSqlite(file)).toThrow()
})

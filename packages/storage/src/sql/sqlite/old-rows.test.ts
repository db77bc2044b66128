import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Entry } from '@magpie-im/model'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ann, bob, silentLog, TestLog } from '../../conformance/test-log.ts'
import { openSqlite } from './open.ts'
import type { SqliteStore } from './store.ts'

let folder: string
let store: SqliteStore
let log: TestLog

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'magpie-old-'))
  store = openSqlite({ file: path.join(folder, 'magpie.db'), journal: 'journal', durable: Number.MAX_SAFE_INTEGER, log: silentLog })
  log = new TestLog()
})

afterEach(async () => {
  await store.close()
  fs.rmSync(folder, { recursive: true })
})

async function project(): Promise<void> {
  log.cut()
  for (const batch of log.batches) if (batch.end > store.watermark) await store.apply(batch.entries, batch.end)
}

const everything = {
  ...{ user: bob, after: 0, limit: 9999, newestFirst: false },
  ...{ groups: new Set<never>(), controlled: new Map(), floors: new Map(), since: new Map() },
}

it('messages with priority go after 30 days, some with every transaction', async () => {
  for (let i = 0; i < 1200; i++) log.says(ann, bob, { priority: true })
  await project()
  log.waits(31 * 24)
  const left: number[] = []
  for (let i = 0; i < 3; i++) {
    log.says(ann, bob, { priority: true })
    await project()
    left.push((await store.priority(everything)).found.entries.length)
  }
  expect(left).toEqual([701, 202, 3])
})

it('attempts to sign in and devices go after 90 days', async () => {
  log.signsIn(ann, 'phone')
  log.waits(89 * 24)
  log.signsIn(ann, 'tablet')
  await project()
  const ids = async () => (await store.devices({ user: ann })).found.map(({ device }) => device.id)
  expect(await ids()).toEqual(['tablet', 'phone'])
  log.waits(2 * 24)
  log.signsIn(bob, 'phone')
  await project()

  expect(await ids()).toEqual(['tablet'])
  expect((await store.signIns({ user: ann, before: Number.MAX_SAFE_INTEGER, limit: 9 })).found).toHaveLength(1)
})

it('counts of hours go after 35 days, those of days stay', async () => {
  log.says(ann, bob)
  await project()
  log.waits(36 * 24)
  log.says(ann, bob)
  await project()
  const counted = async (per: 'hour' | 'day') => (await store.statistics({ from: 0, to: Number.MAX_SAFE_INTEGER / 1000, per })).found.length

  expect([await counted('hour'), await counted('day')]).toEqual([1, 2])
})

it('who was active counts once in an hour and a day, also after a transaction that failed', async () => {
  log.says(ann, bob)
  await project()
  log.says(bob, ann)
  log.cut()
  const batch = log.batches.at(-1)
  const broken = { position: 1_000_000, record: { type: 'read-mark', stamp: undefined } } as unknown as Entry // as: a record no writer makes
  await expect(store.apply([...(batch?.entries ?? []), broken], 1_000_005)).rejects.toThrow()
  await project()
  log.says(ann, bob)
  await project()

  const { found } = await store.statistics({ from: 0, to: Number.MAX_SAFE_INTEGER / 1000, per: 'hour' })
  expect(found).toMatchObject([{ activeUsers: 2, activeConversations: 1, messages: [{ count: 3 }] }])
})

import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Entry } from '@magpie-im/model'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { arbitraryLog } from '../../conformance/arbitrary-log.ts'
import { ann, bob, everyone, silentLog, TestLog } from '../../conformance/test-log.ts'
import { openSqlite } from './open.ts'
import type { SqliteStore } from './store.ts'

let folder: string
let opened = 0

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'magpie-rebuild-'))
})

afterEach(() => fs.rmSync(folder, { recursive: true }))

function open(readFrom: number, name = `${++opened}.db`): SqliteStore {
  return openSqlite({ file: path.join(folder, name), journal: 'journal', durable: Number.MAX_SAFE_INTEGER, readFrom, log: silentLog })
}

async function apply(store: SqliteStore, log: TestLog, batches = log.batches): Promise<void> {
  for (const { entries, end } of batches) await store.apply(entries, end)
}

const forever = Number.MAX_SAFE_INTEGER
const rows = { after: 0, limit: 100, moment: forever, newest: new Map(), readMarks: new Map(), controlled: new Map(), floors: new Map() }

/** Everything that readers can be told. */
async function contentOf(store: SqliteStore, log: TestLog): Promise<unknown[]> {
  const found: unknown[] = []
  const conversations = new Set(log.messages.map(({ conversation }) => conversation))
  for (const user of everyone) {
    found.push(await store.conversations({ ...rows, user, apart: new Map() }), await store.friends({ user, since: 0 }))
    for (const conversation of conversations) found.push(await store.messages({ conversation, reader: user, upTo: forever, limit: 100 }))
  }
  return [
    ...found,
    await store.statistics({ from: 0, to: forever / 1000, per: 'hour' }),
    await store.statistics({ from: 0, to: forever / 1000, per: 'day' }),
  ]
}

it('what is rebuilt says the same as what was projected all along', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryLog, async (log) => {
      const [live, rebuilt] = [open(0), open(log.end)]
      await apply(live, log)
      await apply(rebuilt, log)
      expect(await contentOf(rebuilt, log)).toEqual(await contentOf(live, log))
      await live.close()
      await rebuilt.close()
    }),
    { numRuns: 40 },
  )
})

it('a rebuild counts only when it has come to its end, and begins anew when it was interrupted', async () => {
  const log = twoBatches()
  const first = open(log.end, 'interrupted.db')
  await apply(first, log, log.batches.slice(0, 1))
  expect(first.watermark).toBe(0)
  first.abandon()

  const second = open(log.end, 'interrupted.db')
  expect(second.watermark).toBe(0)
  await apply(second, log)
  expect(second.watermark).toBe(log.end)
  const live = open(0)
  await apply(live, log)
  expect(await contentOf(second, log)).toEqual(await contentOf(live, log))
  await live.close()
  await second.close()
})

it('a rebuild that failed on its way goes on from the beginning and counts nothing twice', async () => {
  const log = twoBatches()
  const store = open(log.end)
  await apply(store, log, log.batches.slice(0, 1))
  const broken = { position: 1_000_000, record: { type: 'friendship' } } as unknown as Entry // as: a record no writer makes
  await expect(store.apply([broken], 5)).rejects.toThrow()
  await apply(store, log)
  const live = open(0)
  await apply(live, log)
  expect(await contentOf(store, log)).toEqual(await contentOf(live, log))
  await live.close()
  await store.close()
})

function twoBatches(): TestLog {
  const log = new TestLog()
  const message = log.says(ann, bob)
  log.says(bob, ann)
  log.cut()
  log.controls(message, 'revoke')
  log.says(ann, bob)
  log.cut()
  return log
}

import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ann, bob, silentLog, TestLog } from '../../conformance/test-log.ts'
import { openSqlite } from './open.ts'
import type { SqliteStore } from './store.ts'

let folder: string
let store: SqliteStore
let log: TestLog

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'magpie-erased-'))
  store = openSqlite({ file: path.join(folder, 'magpie.db'), journal: 'journal', durable: Number.MAX_SAFE_INTEGER, log: silentLog })
  log = new TestLog()
})

afterEach(async () => {
  await store.close()
  fs.rmSync(folder, { recursive: true })
})

/** Long enough that SQLite keeps most of it on pages of its own. */
const secret = 'what nobody must find '.repeat(600)

async function project(): Promise<void> {
  log.cut()
  for (const batch of log.batches) if (batch.end > store.watermark) await store.apply(batch.entries, batch.end)
}

const filesHold = (text: string) => fs.readdirSync(folder).some((name) => fs.readFileSync(path.join(folder, name)).includes(text))

it.each(['revoke', 'override', 'delete'] as const)(
  'after a %s the content is in none of the files, even while they are in use',
  async (action) => {
    const messages = ['short secret', secret].map((body) =>
      log.says(ann, bob, { body, push: { title: '', summary: 'a secret hint', url: '' } }),
    )
    for (let i = 0; i < 50; i++) log.says(ann, bob)
    await project()
    expect([filesHold('short secret'), filesHold('nobody must find'), filesHold('a secret hint')]).toEqual([true, true, true])

    for (const message of messages) log.controls(message, action, { body: action === 'override' ? 'harmless' : '' })
    await project()

    expect([filesHold('short secret'), filesHold('nobody must find'), filesHold('a secret hint')]).toEqual([false, false, false])
  },
)

it('an override that was revoked is in none of the files', async () => {
  const message = log.says(ann, bob)
  log.controls(message, 'override', { body: secret })
  await project()
  expect(filesHold('nobody must find')).toBe(true)

  log.controls(message, 'revoke')
  await project()

  expect(filesHold('nobody must find')).toBe(false)
})

it('where seqs jumped, what is expired leaves the files no later', async () => {
  log.says(ann, bob, { body: 'before' })
  log.beginsEpoch(1_000_000)
  const last = log.says(ann, bob, { body: 'old words' })
  log.says(ann, bob, { body: 'up to here' })
  log.says(ann, bob, { body: 'new words' })
  await project()
  log.expires({ ...last, seq: last.seq + 1, seqId: last.seqId + 7 })

  await project()
  for (let i = 0; i < 2; i++) await store.apply([], store.watermark + 1)

  expect([filesHold('before'), filesHold('old words'), filesHold('new words')]).toEqual([false, false, true])
})

it('what is expired leaves the files bit by bit, with the transactions that follow', async () => {
  for (let i = 0; i < 5000; i++) log.says(ann, bob, { body: `old words ${i}` })
  const last = log.messages.at(-1)
  log.says(ann, bob, { body: 'new words' })
  await project()
  if (last) log.expires(last)

  await project()
  expect(filesHold('old words')).toBe(true)
  for (let i = 0; i < 2; i++) await store.apply([], store.watermark + 1)

  expect(filesHold('old words')).toBe(false)
  expect(filesHold('new words')).toBe(true)
})

import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type MessageSearch, parseUserId } from '@magpie-im/model'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { ann, app, bob, carol, silentLog, TestLog } from '../conformance/test-log.ts'
import { openSearch } from './open.ts'
import type { SearchStore } from './search-store.ts'

let log: TestLog
let store: SearchStore
let file: string

const open = (more: { readonly journal?: string; readonly bootId?: string; readonly durable?: number } = {}) =>
  openSearch({ file, journal: 'journal', durable: Number.MAX_SAFE_INTEGER, log: silentLog, ...more })

beforeEach(() => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'magpie-search-'))
  file = path.join(folder, 'magpie-search.db')
  store = open()
  log = new TestLog()
  onTestFinished(() => {
    store.close()
    fs.rmSync(folder, { recursive: true })
  })
})

async function index(): Promise<void> {
  log.cut()
  for (const batch of log.batches) if (batch.end > store.watermark) await store.apply(batch.entries, batch.end)
}

const everything: MessageSearch = {
  ...{ user: ann, groups: [], conversation: undefined, text: '', sender: undefined, kind: undefined },
  ...{ from: 0, to: Number.MAX_SAFE_INTEGER, before: undefined, limit: 100 },
}

const found = (search: Partial<MessageSearch>) => store.find({ ...everything, ...search }).map(({ seqId }) => seqId)

it('finds words and pieces of texts, newest first, in all conversations of who asks and in no others', async () => {
  const first = log.says(ann, bob, { body: 'Lunch at the harbour?' })
  const second = log.says(carol, ann, { body: '明天去海港吃午饭吗' })
  const third = log.notifies(ann, ann, { body: 'harbour closed', app })
  log.says(bob, carol, { body: 'the harbour, without Ann' })
  await index()
  expect(found({ text: 'harbour' })).toEqual([third.seqId, first.seqId])
  expect(found({ text: 'HARB' })).toEqual([third.seqId, first.seqId])
  expect(found({ text: '海港' })).toEqual([second.seqId])
  expect(found({ text: '港' })).toEqual([second.seqId])
  expect(found({ text: 'harbour lunch' })).toEqual([first.seqId])
  expect(found({ text: 'harbour', user: parseUserId('dave') })).toEqual([])
})

it('finds by person, kind and time, and within one conversation', async () => {
  const hers = log.says(ann, bob, { body: 'one' })
  log.waits(2)
  const his = log.says(bob, ann, { body: 'two' })
  log.waits(2)
  const picture = log.says(bob, ann, { kind: 'image', body: '{"url":"harbour"}' })
  const other = log.says(ann, carol, { body: 'one' })
  await index()
  expect(found({ sender: bob })).toEqual([picture.seqId, his.seqId])
  expect(found({ kind: 'image' })).toEqual([picture.seqId])
  expect(found({ text: 'harbour' })).toEqual([])
  expect(found({ from: his.seqId, to: his.seqId })).toEqual([his.seqId])
  expect(found({ to: his.seqId - 1 })).toEqual([hers.seqId])
  expect(found({ text: 'one', conversation: other.conversation })).toEqual([other.seqId])
})

it('finds in the groups that are named', async () => {
  log.joins(bob)
  const told = log.tells(bob, { body: 'harbour' })
  log.says(bob, carol, { body: 'harbour' })
  await index()
  expect(found({ text: 'harbour' })).toEqual([])
  expect(found({ text: 'harbour', groups: told ? [told.conversation] : [] })).toEqual([told?.seqId])
})

it('goes on where a page ended', async () => {
  const messages = Array.from({ length: 25 }, () => log.says(ann, bob, { body: 'again' }))
  await index()
  const seen: number[] = []
  for (let before: number | undefined; ; ) {
    const page = store.find({ ...everything, text: 'again', before, limit: 10 })
    seen.push(...page.map(({ seqId }) => seqId))
    before = page.at(-1)?.place
    if (page.length < 10) break
  }
  expect(seen).toEqual(messages.map(({ seqId }) => seqId).reverse())
})

it('what is revoked, deleted for all or expired is gone; what has other content is found by that; what one user deleted is still there', async () => {
  const messages = ['revoked', 'deleted', 'replaced', 'hidden'].map((word) => log.says(ann, bob, { body: `harbour ${word}` }))
  const [revoked, deleted, replaced, hidden] = messages
  if (!revoked || !deleted || !replaced || !hidden) throw new Error('four were written')
  await index()
  log.controls(revoked, 'revoke')
  log.controls(deleted, 'delete')
  log.controls(replaced, 'override', { body: 'lighthouse' })
  log.controls(hidden, 'delete', { only: bob })
  await index()
  expect(found({ text: 'harbour' })).toEqual([hidden.seqId])
  expect(found({ text: 'lighthouse' })).toEqual([replaced.seqId])
  log.expires(hidden)
  await index()
  expect(found({})).toEqual([])
})

it('the same records again change nothing', async () => {
  const { seqId } = log.says(ann, bob, { body: 'harbour' })
  await index()
  for (const batch of log.batches) await store.apply(batch.entries, batch.end)
  expect(found({ text: 'harbour' })).toEqual([seqId])
})

it('opens what it wrote, and begins anew for another journal, an older one, after a power cut, or when it is damaged', async () => {
  log.says(ann, bob, { body: 'harbour' })
  await index()
  const { watermark } = store
  const reopened = (more?: Parameters<typeof open>[0], before: () => void = () => undefined) => {
    store.close()
    before()
    store = open(more)
    return store.watermark
  }
  expect(watermark).toBeGreaterThan(0)
  expect(reopened()).toBe(watermark)
  expect(reopened({ journal: 'another' })).toBe(0)
  await index()
  expect(reopened({ journal: 'another', durable: watermark - 1 })).toBe(0)
  await index()
  expect(reopened({ journal: 'another' }, () => fs.rmSync(`${file}.state`))).toBe(0)
  await index()
  expect(reopened({ journal: 'another' }, () => fs.writeFileSync(file, 'x'.repeat(5000)))).toBe(0)
})

it('what is written like a question of the index is sought as a text', async () => {
  const { seqId } = log.says(ann, bob, { body: 'say "OR" NOT, please* (now)' })
  await index()
  expect(found({ text: '"OR" NOT' })).toEqual([seqId])
  expect(found({ text: 'please* (now)' })).toEqual([seqId])
  expect(found({ text: 'NOT there' })).toEqual([])
})

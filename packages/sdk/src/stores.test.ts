import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { memoryStore } from './memory-store.ts'
import { type SqliteStore, sqliteStore } from './node/sqlite-store.ts'
import type { Store } from './ports.ts'

function fileStore(): { readonly file: string; readonly store: SqliteStore } {
  const folder = mkdtempSync(join(tmpdir(), 'magpie-sdk-'))
  const file = join(folder, 'kept.db')
  const store = sqliteStore(file)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return { file, store }
}

const stores: readonly (readonly [string, () => Store])[] = [
  ['in memory', memoryStore],
  ['in a file of SQLite', () => fileStore().store],
]

it.each(stores)('a store %s gives back what it was given, to each account its own', async (_, open) => {
  const store = open()
  expect(await store.load('ann')).toEqual(new Map())
  await store.write(
    'ann',
    new Map([
      ['a', '1'],
      ['b', '2'],
    ]),
  )
  await store.write(
    'ann',
    new Map([
      ['a', undefined],
      ['b', '3'],
      ['never', undefined],
    ]),
  )
  await store.write('ben', new Map([['b', '4']]))
  expect(await store.load('ann')).toEqual(new Map([['b', '3']]))
  expect(await store.load('ben')).toEqual(new Map([['b', '4']]))
})

it('a file of SQLite is read by the next program', async () => {
  const { file, store } = fileStore()
  await store.write('ann', new Map([['a', '1']]))
  store.close()
  const next = sqliteStore(file)
  expect(await next.load('ann')).toEqual(new Map([['a', '1']]))
  next.close()
})

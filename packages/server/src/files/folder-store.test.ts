import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { download, type FileStoreFixture, fileStoreSuite, id, parts, read, upload } from '../conformance/file-store-suite.ts'
import { temporaryFolder } from '../testing/temporary-folder.fixture.ts'
import { FolderStore } from './folder-store.ts'

async function openStore(folder = temporaryFolder()) {
  return { folder, store: await FolderStore.open({ folder, look: async () => undefined }) }
}

describe('a folder', () => {
  let fixture: FileStoreFixture
  beforeEach(() => {
    const folder = temporaryFolder()
    const open: FileStoreFixture['open'] = (look = async () => undefined) => FolderStore.open({ folder, look })
    fixture = { open, fetch: async () => expect.fail('a folder is nowhere else') }
  })
  fileStoreSuite(() => fixture)
})

it('a file is read in parts', async () => {
  const { folder, store } = await openStore()
  await store.begin(upload)
  await store.write(id, parts('abcdef'))
  await store.keep(id)
  await store.drop(id)
  expect([store.bytes, readdirSync(join(folder, 'uploads'))]).toEqual([6, []])
  expect(await read(await store.open(download), 2, 3)).toBe('cd')
  await store.remove(id)
  await expect(store.open(download)).rejects.toMatchObject({ name: 'NotFound' })
})

it('after a crash an upload is as long as what was said to be durable, whatever else lies there', async () => {
  const { folder, store } = await openStore()
  await store.begin(upload)
  await store.write(id, parts('abc'))
  appendFileSync(join(folder, 'uploads', id), 'never synced')
  writeFileSync(join(folder, 'uploads', `${id}.json.new`), '{"half')
  const { store: again } = await openStore(folder)
  expect(await again.uploads()).toEqual([{ ...upload, sha256: undefined, offset: 3 }].map(({ sha256: _, ...rest }) => rest))
  expect(readFileSync(join(folder, 'uploads', id), 'utf8')).toBe('abc')
  await again.write(id, parts('def'))
  await again.keep(id)
  expect(await read(await again.open(download))).toBe('abcdef')
})

it('what cannot be written is said, and what was there before stays', async () => {
  const { folder, store } = await openStore()
  await store.begin(upload)
  await store.write(id, parts('abc'))
  // In place of a disk that is full: the note of the upload cannot be written.
  mkdirSync(join(folder, 'uploads', `${id}.json.new`))
  await expect(store.write(id, parts('def'))).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(readFileSync(join(folder, 'uploads', id), 'utf8')).toBe('abc')
  expect(await store.uploads()).toMatchObject([{ offset: 3 }])
  rmSync(join(folder, 'uploads', `${id}.json.new`), { recursive: true })
  expect(await store.write(id, parts('def'))).toBe(6)
  expect(existsSync(join(folder, 'uploads', `${id}.json.new`))).toBe(false)
})

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { download, type FileStoreFixture, fileStoreSuite, id, parts, read, upload } from '../conformance/file-store-suite.ts'
import { BucketInMemory } from '../testing/bucket.fixture.ts'
import { FakeClock } from '../testing/fake-clock.fixture.ts'
import { temporaryFolder } from '../testing/temporary-folder.fixture.ts'
import { BucketStore } from './bucket-store.ts'
import { FolderStore } from './folder-store.ts'
import { Removals } from './removals.ts'

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** All that outlives a restart. */
class Place {
  readonly folder = temporaryFolder()
  readonly removing = join(this.folder, 'bucket', 'removing')
  readonly bucket = new BucketInMemory()
  readonly clock = new FakeClock()

  async open(look: Parameters<FileStoreFixture['open']>[0] = async () => undefined): Promise<BucketStore> {
    const { bucket, clock } = this
    const folder = await FolderStore.open({ folder: this.folder, look })
    return new BucketStore({ folder, bucket, clock, removals: await Removals.open({ folder: this.removing, bucket, clock, log }) })
  }

  async upload(store: BucketStore): Promise<void> {
    await store.begin(upload)
    await store.write(id, parts('abcdef'))
    await store.keep(id)
    await store.drop(id)
  }
}

describe('a bucket', () => {
  let fixture: FileStoreFixture
  beforeEach(() => {
    const place = new Place()
    fixture = { open: (look) => place.open(look), fetch: async ({ url }) => place.bucket.objects.get(url) }
  })
  fileStoreSuite(() => fixture)
})

it('nothing of a file stays on the disk', async () => {
  const place = new Place()
  const store = await place.open()
  await place.upload(store)
  expect([...place.bucket.objects.keys()]).toEqual([`ab/${id}`])
  expect([store.bytes, readdirSync(place.folder).toSorted(), readdirSync(join(place.folder, 'uploads'))]).toEqual([
    0,
    ['bucket', 'uploads'],
    [],
  ])
})

it('who downloads is sent to the bucket, which shows what we say, as long as the link is good and at least a minute', async () => {
  const place = new Place()
  const store = await place.open()
  const now = Math.floor(place.clock.now() / 1000)
  expect(await store.open({ ...download, expiresAt: now + 600 })).toEqual({ url: `ab/${id}` })
  await store.open({ ...download, version: 'thumbnail', method: 'HEAD', expiresAt: now + 5 })
  const query = { 'response-content-type': 'text/plain', 'response-content-disposition': 'attachment', 'response-cache-control': 'private' }
  expect(place.bucket.presigned).toEqual([
    { method: 'GET', key: `ab/${id}`, query, seconds: 600 },
    { method: 'HEAD', key: `ab/${id}.thumbnail`, query, seconds: 60 },
  ])
})

it('while the bucket is down uploads go on up to their last step, which is done again later', async () => {
  const place = new Place()
  const store = await place.open()
  place.bucket.down = true
  await expect(place.upload(store)).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(await store.uploads()).toMatchObject([{ id, offset: 6 }])
  place.bucket.down = false
  await store.keep(id)
  expect(place.bucket.objects.get(`ab/${id}`)).toBe('abcdef')
})

it('what goes while the bucket is down goes when it is back, also after a restart', async () => {
  const place = new Place()
  await place.upload(await place.open())
  place.bucket.down = true
  await (await place.open()).remove(id)
  expect([place.bucket.objects.size, readdirSync(place.removing)]).toEqual([1, [id]])
  place.bucket.down = false
  await place.open()
  place.clock.pass(0)
  await expect.poll(() => [place.bucket.objects.size, readdirSync(place.removing)]).toEqual([0, []])
})

it('what could not be removed is tried again after a while', async () => {
  const place = new Place()
  const store = await place.open()
  await place.upload(store)
  place.bucket.down = true
  await store.remove(id)
  place.bucket.down = false
  place.clock.pass(60_000)
  await expect.poll(() => place.bucket.objects.size).toBe(0)
})

it('files of before there was a bucket are read and removed where they are', async () => {
  const place = new Place()
  const before = await FolderStore.open({ folder: place.folder, look: async () => undefined })
  await before.begin(upload)
  await before.write(id, parts('abcdef'))
  await before.keep(id)
  const store = await place.open()
  const stored = await store.open(download)
  expect('url' in stored ? '' : await read(stored)).toBe('abcdef')
  await store.remove(id)
  expect(await before.find(id, 'original')).toBeUndefined()
})

import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { one } from '../testing/file-store.fixture.ts'
import { FilesOfWriters } from '../testing/files.fixture.ts'
import { ann, ben, Writers } from '../testing/writers.fixture.ts'

const dayMs = 24 * 3600 * 1000
const begin = (files: FilesOfWriters, size: number, sha256?: string) => files.uploads.begin({ owner: ann, name: 'x', size, sha256 })

it('a file is whole with its last byte, and what was told of it is in the journal', async () => {
  const writers = await Writers.withFriends(ann)
  const files = await FilesOfWriters.of(writers)
  const { upload } = await begin(files, 6)
  const part = { owner: ann, id: upload.id }
  expect(await files.uploads.write({ ...part, offset: 0, bytes: one(Buffer.from('abc')) })).toMatchObject({ offset: 3 })
  expect(files.uploads.find(ann, upload.id)).toMatchObject({ offset: 3 })
  const file = await files.uploads.write({ ...part, offset: 3, bytes: one(Buffer.from('def')) })
  const sha256 = createHash('sha256').update('abcdef').digest('hex')
  expect(file).toMatchObject({ owner: ann, size: 6, sha256, mediaType: 'text/plain' })
  expect(writers.records.at(-1)).toMatchObject({ type: 'file', id: upload.id, sha256, removed: false })
  expect(await files.uploads.write({ ...part, offset: 6, bytes: one(Buffer.alloc(0)) }), 'whose answer was lost').toEqual(file)
  expect(await files.store.uploads()).toEqual([])
})

it('what came before it broke off stays, and nothing goes to another place or to another’s upload', async () => {
  const files = await FilesOfWriters.of(await Writers.withFriends(ann, ben))
  const { upload } = await begin(files, 6)
  const part = { owner: ann, id: upload.id, bytes: one(Buffer.from('xyz')) }
  await expect(files.uploads.write({ ...part, offset: 0, bytes: one(Buffer.from('ab'), new Error('reset')) })).rejects.toMatchObject({
    name: 'BadRequest',
  })
  expect(files.uploads.find(ann, upload.id)).toMatchObject({ offset: 2 })
  await expect(files.uploads.write({ ...part, offset: 0 })).rejects.toMatchObject({ name: 'OffsetWrong' })
  await expect(files.uploads.write({ ...part, offset: 2, owner: ben })).rejects.toMatchObject({ name: 'NotFound' })
  await expect(files.uploads.write({ ...part, offset: 2, bytes: one(Buffer.from('too long')) })).rejects.toMatchObject({ name: 'TooLarge' })
  const first = files.uploads.write({ ...part, offset: 2, bytes: one(Buffer.from('c')) })
  await expect(files.uploads.write({ ...part, offset: 2 })).rejects.toMatchObject({ name: 'InUse' })
  expect(await first).toMatchObject({ offset: 3 })
  expect(files.uploads.find(ben, upload.id)).toBeUndefined()
})

it('bytes that are not those that were announced, or of a type that is not taken, are dropped', async () => {
  const writers = await Writers.withFriends(ann)
  const files = await FilesOfWriters.of(writers)
  const { upload } = await begin(files, 3, '0'.repeat(64))
  const part = { owner: ann, id: upload.id, offset: 0, bytes: one(Buffer.from('abc')) }
  await expect(files.uploads.write(part)).rejects.toMatchObject({ name: 'FileDiffers' })
  const pictures = await FilesOfWriters.of(writers, { policy: { types: ['image/*', 'application/pdf'] } })
  await expect(pictures.upload(ann)).rejects.toMatchObject({ name: 'FileTypeRefused' })
  for (const { store } of [files, pictures]) expect([store.bytes, await store.uploads()]).toEqual([0, []])
  expect(writers.records.filter(({ type }) => type === 'file')).toEqual([])
})

it('nobody uploads more than he may in a day, unfinished uploads and a restart included', async () => {
  const writers = await Writers.withFriends(ann)
  const policy = { bytesPerDay: 12 }
  const files = await FilesOfWriters.of(writers, { policy })
  await expect(begin(files, 1001)).rejects.toMatchObject({ name: 'TooLarge' })
  await files.upload(ann, '12345')
  await begin(files, 5)
  await expect(begin(files, 3)).rejects.toMatchObject({ name: 'FileQuotaReached' })
  const again = await FilesOfWriters.of(await writers.restart(), { store: files.store, policy })
  await expect(begin(again, 3)).rejects.toMatchObject({ name: 'FileQuotaReached' })
  writers.clock.pass(dayMs + 1)
  await again.uploads.expire()
  expect(await begin(again, 12)).toMatchObject({ offset: 0 })
})

it('a full disk is said, and leaves what was there before', async () => {
  const writers = await Writers.withFriends(ann)
  const files = await FilesOfWriters.of(writers)
  const { upload } = await begin(files, 6)
  const part = { owner: ann, id: upload.id }
  await files.uploads.write({ ...part, offset: 0, bytes: one(Buffer.from('abc')) })
  files.store.full = true
  await expect(begin(files, 6)).rejects.toMatchObject({ name: 'StorageUnavailable' })
  await expect(files.uploads.write({ ...part, offset: 3, bytes: one(Buffer.from('def')) })).rejects.toMatchObject({
    name: 'StorageUnavailable',
  })
  files.store.full = false
  expect(files.uploads.find(ann, upload.id)).toMatchObject({ offset: 3 })

  writers.journal.fail()
  await expect(files.uploads.write({ ...part, offset: 3, bytes: one(Buffer.from('def')) })).rejects.toMatchObject({
    name: 'StorageUnavailable',
  })
  writers.journal.heal()
  const whole = await files.uploads.write({ ...part, offset: 6, bytes: one(Buffer.alloc(0)) })
  expect(whole).toMatchObject({ size: 6, sha256: createHash('sha256').update('abcdef').digest('hex') })
})

it('a file that was recorded right before a crash is recorded once', async () => {
  const writers = await Writers.withFriends(ann)
  const files = await FilesOfWriters.of(writers)
  files.store.drop = () => Promise.reject(new Error('killed'))
  const { id } = await files.upload(ann, 'abc')
  const again = await FilesOfWriters.of(await writers.restart(), { store: files.store })
  expect(again.uploads.find(ann, id)).toMatchObject({ offset: 3 })
  expect(await again.uploads.write({ owner: ann, id, offset: 3, bytes: one(Buffer.alloc(0)) })).toMatchObject({ id, size: 3 })
  expect(writers.records.filter(({ type }) => type === 'file')).toHaveLength(1)
})

it('an upload that was given up is forgotten after a day, one that goes on is not', async () => {
  const writers = await Writers.withFriends(ann)
  const files = await FilesOfWriters.of(writers)
  const { upload } = await begin(files, 6)
  writers.clock.pass(dayMs - 1)
  const later = await begin(files, 6)
  await files.collect.pass(async () => undefined)
  expect(await files.store.uploads()).toHaveLength(2)
  writers.clock.pass(1)
  await files.collect.pass(async () => undefined)
  expect(await files.store.uploads()).toMatchObject([{ id: later.upload.id }])
  expect(files.uploads.find(ann, upload.id)).toBeUndefined()
})

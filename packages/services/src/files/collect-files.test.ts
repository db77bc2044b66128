import type { FileId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { FilesOfWriters } from '../testing/files.fixture.ts'
import { ann, ben, Writers } from '../testing/writers.fixture.ts'

const dayMs = 24 * 3600 * 1000

/** The read model in memory projects at a start only, and what is not projected is not listed. */
async function restarted(writers: Writers, files: FilesOfWriters) {
  const again = await writers.restart()
  return { writers: again, files: await FilesOfWriters.of(again, { store: files.store }) }
}

function mayBeHeld({ holds }: FilesOfWriters, id: FileId): boolean {
  const held = holds.hold(id)
  if (held) holds.release(id)
  return held
}

const pass = (files: FilesOfWriters) => files.collect.pass(async () => undefined)

it('a file that was never sent goes after seven days, with its bytes', async () => {
  const first = await Writers.withFriends(ann, ben)
  const uploaded = await FilesOfWriters.of(first)
  const { id } = await uploaded.upload(ann)
  const { writers, files } = await restarted(first, uploaded)
  await pass(files)
  writers.clock.pass(7 * dayMs - 1)
  await pass(files)
  expect(files.store.kept.has(id)).toBe(true)
  expect(await files.readers(id, ann)).toEqual([ann])
  writers.clock.pass(1)
  await pass(files)
  expect(files.store.kept.has(id)).toBe(false)
  expect(writers.records.at(-1)).toMatchObject({ type: 'file', id, removed: true })
  expect(await files.readers(id, ann)).toEqual([])
})

it('a file that a message holds stays, and goes seven days after the last of them was taken back', async () => {
  const first = await Writers.withFriends(ann, ben)
  const uploaded = await FilesOfWriters.of(first)
  const { id } = await uploaded.upload(ann)
  const { seqId } = await uploaded.send(ann, ben, id)
  const { writers, files } = await restarted(first, uploaded)
  for (let day = 0; day < 30; day++) {
    await pass(files)
    writers.clock.pass(dayMs)
  }
  expect(await files.readers(id, ben)).toEqual([ben])
  const thread = writers.pair(ann, ben)
  await writers.controlMessage.control({ user: undefined, thread, seqId, requestId: 'r', action: 'revoke', body: '' })
  for (let day = 0; day < 7; day++) {
    await pass(files)
    expect(files.store.kept.has(id), `on day ${day}`).toBe(true)
    writers.clock.pass(dayMs)
  }
  await pass(files)
  expect(files.store.kept.has(id)).toBe(false)
})

it('its time begins anew when it is sent again, also when it was taken back before anybody looked', async () => {
  const first = await Writers.withFriends(ann, ben)
  const uploaded = await FilesOfWriters.of(first)
  const { id } = await uploaded.upload(ann)
  const { writers, files } = await restarted(first, uploaded)
  await pass(files)
  writers.clock.pass(6 * dayMs)
  const { seqId } = await files.send(ann, ben, id)
  const thread = writers.pair(ann, ben)
  await writers.controlMessage.control({ user: undefined, thread, seqId, requestId: 'r', action: 'revoke', body: '' })
  writers.clock.pass(6 * dayMs)
  await pass(files)
  expect(files.store.kept.has(id)).toBe(true)
  writers.clock.pass(dayMs)
  await pass(files)
  expect(files.store.kept.has(id)).toBe(false)
})

it('a file that is about to be sent is not removed, and one that is being removed is not sent', async () => {
  const first = await Writers.withFriends(ann, ben)
  const uploaded = await FilesOfWriters.of(first)
  const { id } = await uploaded.upload(ann)
  const { writers, files } = await restarted(first, uploaded)
  await pass(files)
  writers.clock.pass(8 * dayMs)
  const held = await files.access.hold(ann, [id], id)
  await pass(files)
  expect(files.store.kept.has(id)).toBe(true)
  held[Symbol.dispose]()

  writers.journal.pause()
  const removing = pass(files)
  await expect.poll(() => mayBeHeld(files, id)).toBe(false)
  await expect(files.access.hold(ann, [id], id)).rejects.toMatchObject({ name: 'NotFound' })
  writers.journal.resume()
  await removing
  expect(files.store.kept.has(id)).toBe(false)
})

it('passes go on by themselves, every hour, until it is stopped', async () => {
  const first = await Writers.withFriends(ann, ben)
  const uploaded = await FilesOfWriters.of(first)
  const { id } = await uploaded.upload(ann)
  const { writers, files } = await restarted(first, uploaded)
  files.collect.start()
  for (let hour = 0; hour < 8 * 24; hour++) {
    writers.clock.pass(3_600_000)
    await new Promise(setImmediate)
  }
  await expect.poll(() => files.store.kept.has(id)).toBe(false)
  files.collect.stop()
})

import { expect, it } from 'vitest'
import { FilesOfWriters } from '../testing/files.fixture.ts'
import { ann, ben, Writers } from '../testing/writers.fixture.ts'

async function given() {
  const writers = await Writers.withFriends(ann, ben)
  const files = await FilesOfWriters.of(writers)
  const { id } = await files.upload(ann)
  return { writers, files, id }
}

it('a file that is removed by hand is nobody’s any more, its bytes are gone, and the message that holds it stays', async () => {
  const { writers, files, id } = await given()
  await files.send(ann, ben, id)
  await files.removeFile.remove(id)
  expect(await files.readers(id, ann, ben)).toEqual([])
  expect(files.store.kept.has(id)).toBe(false)
  expect(writers.records.at(-1)).toMatchObject({ type: 'file', id, removed: true })
  expect(writers.messages).toHaveLength(1)
  await expect(files.send(ben, ann, id)).rejects.toMatchObject({ name: 'NotFound' })
  for (const none of [id, '../../secrets.json', '']) await expect(files.removeFile.remove(none)).rejects.toMatchObject({ name: 'NotFound' })
})

it('a file that is being sent is not removed', async () => {
  const { files, id } = await given()
  using held = await files.access.hold(ann, [id], `file:${id}`)
  await expect(files.removeFile.remove(id)).rejects.toMatchObject({ name: 'InUse' })
  expect(held.files).toHaveLength(1)
  expect(files.store.kept.has(id)).toBe(true)
  held[Symbol.dispose]()
  await files.removeFile.remove(id)
  expect(files.holds.hold(id), 'nothing is being removed any more').toBe(true)
})

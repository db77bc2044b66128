import { parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

const dora = parseUserId('dora')

it('a user has so many friends and no more, whoever asks, and nothing is stored of a refused request', async () => {
  const writers = await people()
  await writers.befriend(ann, ben, cleo)
  const before = writers.records.length
  const full = { name: 'FriendListFull', retry: false }
  await expect(writers.befriend(ann, dora)).rejects.toMatchObject({ ...full, message: 'the friend list is full: at most 2 friends' })
  await expect(writers.befriend(dora, ann)).rejects.toMatchObject(full)
  await expect(writers.befriend(dora, ben, cleo, ann)).rejects.toMatchObject(full)
  expect(writers.records).toHaveLength(before)
})

it('who is a friend already takes no place, and an ended friendship makes one, after a restart too', async () => {
  const writers = await people()
  await writers.befriend(ann, ben, cleo)
  await writers.befriend(ann, ben, cleo)

  const again = await writers.restart()
  await expect(again.befriend(ann, dora)).rejects.toMatchObject({ name: 'FriendListFull' })
  await again.removeFriend.removeFriends(ann, [ben])
  await again.befriend(ann, dora)
  await expect(again.befriend(ben, ann)).rejects.toMatchObject({ name: 'FriendListFull' })
})

it('a friendship that could not be stored takes no place', async () => {
  const writers = await people()
  writers.journal.fail()
  await expect(writers.befriend(ann, ben)).rejects.toMatchObject({ name: 'StorageUnavailable' })
  writers.journal.heal()
  await writers.befriend(ann, cleo, dora)
})

async function people(): Promise<Writers> {
  const writers = await Writers.open({ limits: { friends: 2 } })
  await writers.addUsers(ann, ben, cleo, dora)
  return writers
}

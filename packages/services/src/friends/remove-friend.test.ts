import { connectionId, type UserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

it('a friendship ends for both at once, durably, and all other devices are told', async () => {
  const writers = await Writers.withFriends(ann, ben, cleo)
  const connection = connectionId(7)
  await writers.removeFriend.removeFriends(ann, [ben], connection)

  expect(await friendsOf(writers, ann)).toEqual([cleo])
  expect(await friendsOf(writers, ben)).toEqual([cleo])
  const event = { kind: 'friends-changed' }
  expect(writers.deliveries.all).toEqual([
    { to: ben, event, except: undefined },
    { to: ann, event, except: connection },
  ])
  expect((await writers.restart()).pair(ann, ben).friends).toBe(false)
})

it('whoever is no friend is passed over, and nobody hears of it', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.addUsers(cleo)
  const before = writers.records.length
  await writers.removeFriend.removeFriends(ann, [cleo, 'nobody', '', ann])

  expect(writers.records).toHaveLength(before)
  expect(writers.deliveries.all).toEqual([])
})

it('a friend who is named twice is removed once', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const before = writers.records.length
  await writers.removeFriend.removeFriends(ann, [ben, ben])
  expect(writers.records).toHaveLength(before + 1)
})

it('nobody named is a mistake', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await expect(writers.removeFriend.removeFriends(ann, [])).rejects.toMatchObject({ name: 'BadRequest' })
})

it('former friends who are friends again begin anew: without remarks and attributes, and with a new day', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const { since } = writers.pair(ann, ben)
  for (const name of ['REMARK', 'LABEL']) await writers.friendAttributes.set(ann, ben, { name, value: 'x' })
  await writers.removeFriend.removeFriends(ben, [ann])
  writers.clock.pass(1000)
  await writers.befriend(ann, ben)

  expect(await writers.friendAttributes.list(ann, ben)).toEqual([])
  expect(writers.pair(ann, ben).since).toBeGreaterThan(since)
})

it('a former friend cannot write, who was written to may answer, and a repeat gets the first result (I3)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const first = await writers.say(ann, ben, 'hello', { clientMessageId: 'm1' })
  await writers.removeFriend.removeFriends(ben, [ann])

  await expect(writers.say(ann, ben, 'again')).rejects.toMatchObject({ name: 'NotFriends' })
  expect(await writers.say(ben, ann, 'goodbye')).toMatchObject({ seq: 2 })
  expect(await writers.say(ann, ben, 'hello', { clientMessageId: 'm1' })).toMatchObject({ seq: first.seq })
})

it('a friendship whose end could not be stored goes on, with all that was kept', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.friendAttributes.set(ann, ben, { name: 'LABEL', value: 'school' })
  const before = { ...writers.pair(ann, ben) }
  writers.journal.fail()
  await expect(writers.removeFriend.removeFriends(ann, [ben])).rejects.toMatchObject({ name: 'StorageUnavailable' })

  expect({ ...writers.pair(ann, ben) }).toEqual(before)
  expect(writers.deliveries.all).toEqual([])
})

async function friendsOf({ readModel }: Writers, user: UserId): Promise<UserId[]> {
  return (await readModel.friends.list({ user, since: 0 })).map(({ friend }) => friend)
}

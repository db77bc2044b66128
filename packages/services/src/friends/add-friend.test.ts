import { connectionId, type UserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

it('both sides become friends at once, durably, and the friend is told', async () => {
  const writers = await strangers()
  await writers.addFriend.addFriends(ann, [{ friend: ben, remark: 'my brother' }])

  expect(await friendsOf(writers, ann)).toEqual([[ben, 'my brother']])
  expect(await friendsOf(writers, ben)).toEqual([[ann, '']])
  expect((await writers.restart()).pair(ben, ann)).toMatchObject({ friends: true, remarks: ['my brother', ''] })
  expect(writers.deliveries.eventsOf(ben)).toEqual([{ kind: 'friends-changed' }])
})

it('the user’s other devices are told, the one that asked is not', async () => {
  const writers = await strangers()
  const connection = connectionId(7)
  await writers.addFriend.addFriends(
    ann,
    [
      { friend: ben, remark: '' },
      { friend: cleo, remark: '' },
    ],
    connection,
  )

  const told = writers.deliveries.all.filter(({ to }) => to === ann)
  expect(told).toEqual([{ to: ann, event: { kind: 'friends-changed' }, except: connection }])
})

it('nobody is told before it is durable (I1)', async () => {
  const writers = await strangers()
  writers.journal.pause()
  const added = writers.befriend(ann, ben)
  await new Promise((resolve) => setImmediate(resolve))
  expect(writers.deliveries.all).toEqual([])

  writers.journal.resume()
  await added
  expect(writers.deliveries.eventsOf(ben)).toHaveLength(1)
})

it('adding a friend again changes nothing', async () => {
  const writers = await strangers()
  await writers.befriend(ann, ben)
  const before = writers.records.length
  await writers.befriend(ann, ben)
  await writers.befriend(ben, ann)

  expect(writers.records).toHaveLength(before)
})

it('adding a friend again with a remark changes one’s own remark and not the day they became friends', async () => {
  const writers = await strangers()
  await writers.addFriend.addFriends(ann, [{ friend: ben, remark: 'brother' }])
  const { since } = writers.pair(ann, ben)
  writers.clock.pass(1000)
  await writers.addFriend.addFriends(ben, [{ friend: ann, remark: 'sister' }])
  await writers.addFriend.addFriends(ann, [{ friend: ben, remark: 'little brother' }])
  await writers.befriend(ann, ben)

  expect(writers.pair(ann, ben)).toMatchObject({ remarks: ['little brother', 'sister'], since })
})

it('the same friend named twice is added once, with the last remark', async () => {
  const writers = await strangers()
  await writers.addFriend.addFriends(ann, [
    { friend: ben, remark: 'one' },
    { friend: ben, remark: 'two' },
  ])
  expect(await friendsOf(writers, ann)).toEqual([[ben, 'two']])
  expect(writers.records.filter(({ type }) => type === 'conversation')).toHaveLength(1)
})

it.each([
  ['a user who does not exist', { friend: 'nobody', remark: '' }, 'UserNotFound'],
  ['what cannot be a user', { friend: '', remark: '' }, 'UserNotFound'],
  ['oneself', { friend: 'ann', remark: '' }, 'BadRequest'],
  ['a remark beyond 1,024 characters', { friend: 'cleo', remark: 'x'.repeat(1025) }, 'BadRequest'],
])('with %s among several friends none is added', async (_, bad, reason) => {
  const writers = await strangers()
  const before = writers.records.length
  await expect(writers.addFriend.addFriends(ann, [{ friend: ben, remark: '' }, bad])).rejects.toMatchObject({ name: reason })

  expect(writers.records).toHaveLength(before)
  expect(await friendsOf(writers, ann)).toEqual([])
  expect(writers.deliveries.all).toEqual([])
})

it('friends that could not be stored are no friends, and can be added later', async () => {
  const writers = await strangers()
  writers.journal.fail()
  await expect(writers.befriend(ann, ben)).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(writers.state.conversations.find(ann, ben)).toBeUndefined()
  expect(writers.deliveries.all).toEqual([])

  writers.journal.heal()
  await writers.befriend(ann, ben)
  expect(await friendsOf(writers, ben)).toEqual([[ann, '']])
})

async function strangers(): Promise<Writers> {
  const writers = await Writers.open()
  await writers.addUsers(ann, ben, cleo)
  return writers
}

async function friendsOf({ readModel }: Writers, user: UserId): Promise<[string, string][]> {
  const friends = await readModel.friends.list({ user, since: 0 })
  return friends.map(({ friend, remark }) => [friend, remark])
}

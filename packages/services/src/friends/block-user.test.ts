import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

it('while a block lasts, neither of the two writes to the other, friends or not, whoever wrote before', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.say(ben, ann, 'hello')
  await writers.blockUser.block(ann, ben)
  for (const restarted of [writers, await writers.restart()]) {
    await expect(restarted.say(ben, ann, 'please')).rejects.toMatchObject({ name: 'Blocked' })
    await expect(restarted.say(ann, ben, 'no')).rejects.toMatchObject({ name: 'Blocked' })
    expect(restarted.messages).toHaveLength(1)
  }
})

it('a message that was accepted before the block is answered again as then (I3)', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const first = await writers.say(ben, ann, 'hello', { clientMessageId: 'm1' })
  await writers.blockUser.block(ann, ben)
  expect(await writers.say(ben, ann, 'hello', { clientMessageId: 'm1' })).toMatchObject({ seq: first.seq })
})

it('who is blocked cannot befriend the one who blocked him, nor the other way round', async () => {
  const writers = await Writers.open()
  await writers.addUsers(ann, ben, cleo)
  await writers.blockUser.block(ann, ben)
  const before = writers.records.length

  await expect(writers.befriend(ben, cleo, ann)).rejects.toMatchObject({ name: 'Blocked' })
  await expect(writers.befriend(ann, ben)).rejects.toMatchObject({ name: 'Blocked' })
  expect(writers.records).toHaveLength(before)
  expect(writers.deliveries.all).toEqual([])
})

it('after the block everything is as before', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.blockUser.block(ann, ben)
  await writers.blockUser.unblock(ann, ben)
  expect(await writers.say(ben, ann, 'hello')).toMatchObject({ seq: 1 })
})

it('a block is lifted by the one who made it alone', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.blockUser.block(ann, ben)
  await writers.blockUser.unblock(ben, ann)
  await expect(writers.say(ben, ann, 'hello')).rejects.toMatchObject({ name: 'Blocked' })
})

it('the list has everybody once, in the order in which he was blocked, also after a restart from a checkpoint', async () => {
  const before = await Writers.withFriends(ann, ben, cleo)
  for (const other of [cleo, ben, cleo]) await before.blockUser.block(ann, other)
  expect(await before.blockUser.list(ann)).toEqual([cleo, ben])

  await before.journal.checkpoint(before.state.snapshot())
  const writers = await before.restart()
  expect(await writers.blockUser.list(ann)).toEqual([cleo, ben])
  await writers.blockUser.unblock(ann, cleo)
  await writers.blockUser.unblock(ann, cleo)
  expect(await (await writers.restart()).blockUser.list(ann)).toEqual([ben])
  expect(await writers.blockUser.list(ben)).toEqual([])
})

it.each([
  ['oneself', 'ann', 'BadRequest'],
  ['a user who does not exist', 'nobody', 'UserNotFound'],
  ['what cannot be a user', '', 'UserNotFound'],
])('%s cannot be blocked', async (_, other, reason) => {
  const writers = await Writers.withFriends(ann, ben)
  await expect(writers.blockUser.block(ann, other)).rejects.toMatchObject({ name: reason })
  expect(await writers.blockUser.list(ann)).toEqual([])
})

it('a block that could not be stored does not hold', async () => {
  const writers = await Writers.withFriends(ann, ben)
  writers.journal.fail()
  await expect(writers.blockUser.block(ann, ben)).rejects.toMatchObject({ name: 'StorageUnavailable' })
  writers.journal.heal()
  expect(await writers.say(ben, ann, 'hello')).toMatchObject({ seq: 1 })
})

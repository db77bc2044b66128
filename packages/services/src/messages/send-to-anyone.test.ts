import { connectionId, type UserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, Writers } from '../testing/writers.fixture.ts'

it('where everybody may write to everybody, the first message begins the conversation', async () => {
  const writers = await strangers()
  expect(await writers.say(ann, ben, 'hello')).toMatchObject({ seq: 1 })
  expect(await writers.say(ben, ann, 'hi')).toMatchObject({ seq: 2 })
  expect(writers.deliveries.bodiesOf(ben)).toEqual(['hello', 'hi'])
  expect(writers.pair(ann, ben).friends).toBe(false)
  expect(await (await writers.restart()).say(ann, ben, 'again')).toMatchObject({ seq: 3 })
})

it('both may begin at once, under a label or not, and it is one conversation', async () => {
  const writers = await strangers()
  const sent = await Promise.all([writers.say(ann, ben, 'a', { label: 'trip' }), writers.say(ben, ann, 'b')])
  expect(sent.map(({ seq }) => seq)).toEqual([1, 2])
  expect(writers.state.conversations.size).toBe(1)
  expect(writers.state.aliases.labelOf(ann, writers.pair(ann, ben).id)).toBe('trip')
})

it.each([
  ['oneself', ann, 'NotFriends'],
  ['nobody', 'nobody' as UserId, 'UserNotFound'], // as: nobody has that id
])('a message to %s is refused and begins nothing', async (_, recipient, name) => {
  const writers = await strangers()
  await expect(writers.say(ann, recipient, 'x')).rejects.toMatchObject({ name })
  expect(writers.state.conversations.size).toBe(0)
})

it('a block wins, and what is refused begins nothing', async () => {
  const writers = await strangers()
  await writers.blockUser.block(ben, ann)
  const before = writers.records.length
  await expect(writers.say(ann, ben, 'x')).rejects.toMatchObject({ name: 'Blocked' })
  expect(writers.state.conversations.size).toBe(0)
  expect(writers.records).toHaveLength(before)
})

it('a first message that cannot be stored has begun nothing, and its repeat does', async () => {
  const writers = await strangers()
  writers.journal.fail()
  await expect(writers.say(ann, ben, 'x', { clientMessageId: 'm' })).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(writers.state.conversations.size).toBe(0)
  writers.journal.heal()
  expect(await writers.say(ann, ben, 'x', { clientMessageId: 'm', connection: connectionId(2) })).toMatchObject({ seq: 1 })
  expect(await writers.say(ann, ben, 'x', { clientMessageId: 'm' })).toMatchObject({ seq: 1 })
  expect(writers.messages).toHaveLength(1)
})

async function strangers(): Promise<Writers> {
  const writers = await Writers.open({ limits: { chatPolicy: 'anyone' } })
  await writers.addUsers(ann, ben)
  return writers
}

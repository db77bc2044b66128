import { connectionId, type UserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'

it('what a user keeps about a friend is his alone, listed by name, and survives a restart', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await keep(writers, { LABEL: 'school', COLOUR: 'red', REMARK: 'brother' })
  await keep(writers, { COLOUR: 'blue' })
  const kept = [
    { name: 'COLOUR', value: 'blue' },
    { name: 'LABEL', value: 'school' },
    { name: 'REMARK', value: 'brother' },
  ]
  expect(await writers.friendAttributes.list(ann, ben)).toEqual(kept)
  expect(await writers.friendAttributes.list(ben, ann)).toEqual([])
  expect(await (await writers.restart()).friendAttributes.list(ann, ben)).toEqual(kept)
})

it('REMARK is what the list of friends shows, however it was set, and the user’s other devices are told', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.friendAttributes.set(ann, ben, { name: 'REMARK', value: 'brother' }, connectionId(7))
  expect(await remarksOf(writers, ann)).toEqual(['brother'])
  expect(await remarksOf(writers, ben)).toEqual([''])
  expect(writers.deliveries.all).toEqual([{ to: ann, event: { kind: 'friends-changed' }, except: 7 }])

  await writers.addFriend.addFriends(ann, [{ friend: ben, remark: 'little brother' }])
  expect(await writers.friendAttributes.list(ann, ben)).toEqual([{ name: 'REMARK', value: 'little brother' }])
})

it('other attributes are told nobody, and one that is the same already changes nothing', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await keep(writers, { LABEL: 'school', REMARK: 'brother' })
  const before = writers.records.length
  writers.deliveries.all.length = 0
  await keep(writers, { LABEL: 'school', REMARK: 'brother' })
  await keep(writers, { LABEL: 'work' })

  expect(writers.records).toHaveLength(before + 1)
  expect(writers.deliveries.all).toEqual([])
})

it.each([
  ['about somebody who is no friend', cleo, { name: 'LABEL', value: 'x' }, 'NotFriends'],
  ['about nobody', 'nobody', { name: 'LABEL', value: 'x' }, 'NotFriends'],
  ['without a name', ben, { name: '', value: 'x' }, 'BadRequest'],
  ['without a value', ben, { name: 'LABEL', value: '' }, 'BadRequest'],
  ['with a name beyond 64 characters', ben, { name: 'n'.repeat(65), value: 'x' }, 'BadRequest'],
  ['with a value beyond 1,024 characters', ben, { name: 'LABEL', value: 'x'.repeat(1025) }, 'BadRequest'],
  ['that is a remark beyond 1,024 characters', ben, { name: 'REMARK', value: 'x'.repeat(1025) }, 'BadRequest'],
])('an attribute %s is refused, and nothing changes', async (_, friend, attribute, reason) => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.addUsers(cleo)
  const before = writers.records.length
  await expect(writers.friendAttributes.set(ann, friend, attribute)).rejects.toMatchObject({ name: reason })
  expect(writers.records).toHaveLength(before)
})

it('64 attributes can be kept about a friend, beside the remark, and each of them changed', async () => {
  const writers = await Writers.withFriends(ann, ben)
  for (let i = 0; i < 64; i++) await keep(writers, { [`name ${i}`]: 'x' })
  await keep(writers, { 'name 63': 'y', REMARK: 'brother' })
  await expect(keep(writers, { more: 'x' })).rejects.toMatchObject({ name: 'BadRequest' })
  expect(await writers.friendAttributes.list(ann, ben)).toHaveLength(65)
})

it('an attribute that could not be stored is not kept, and is shown to nobody before that is known', async () => {
  const writers = await Writers.withFriends(ann, ben)
  writers.journal.pause()
  const outcomes = [keep(writers, { LABEL: 'school' }), writers.friendAttributes.list(ann, ben)]
  writers.journal.fail()
  writers.journal.resume()
  expect((await Promise.allSettled(outcomes)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])

  writers.journal.heal()
  expect(await writers.friendAttributes.list(ann, ben)).toEqual([])
})

async function keep(writers: Writers, attributes: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(attributes)) await writers.friendAttributes.set(ann, ben, { name, value })
}

async function remarksOf({ readModel }: Writers, user: UserId): Promise<string[]> {
  return (await readModel.friends.list({ user, since: 0 })).map(({ remark }) => remark)
}

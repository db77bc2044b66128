import { emptyProfile, type Profile } from '@magpie-im/model'
import { expect, it, vi } from 'vitest'
import { ann, ben, cleo, Writers } from '../testing/writers.fixture.ts'
import { getProfiles } from './get-profiles.ts'

const full: Profile = {
  nick: 'Ann',
  realName: 'Ann Bird',
  domain: 'ann',
  avatar: 'avatars/ann.png',
  gender: 'female',
  birthday: -(2n ** 63n),
  region: 'Rhine',
  mobile: '5550100',
  telephone: '5550101',
  email: 'ann@example.org',
  department: 'Nests',
  signature: 'chirp',
  status: 'away',
  extra: '{"a":1}',
}

it('a profile is kept without loss, also over restarts, and shown to everybody', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.updateProfile.update(ann, full)
  expect(await profileOf(writers, ann)).toEqual(full)

  const restarted = await writers.restart()
  await restarted.journal.checkpoint(restarted.state.snapshot())
  expect(await profileOf(await restarted.restart(), ann)).toEqual(full)
})

it('who never told anything goes by the name of his account', async () => {
  const writers = await Writers.withFriends(ann, ben)
  expect(await profileOf(writers, ben)).toEqual({ ...emptyProfile, nick: 'ben' })
})

it('fields that are not named stay, and a field can be emptied', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.updateProfile.update(ann, full)
  await writers.updateProfile.update(ann, { nick: '', mobile: '' })
  expect(await profileOf(writers, ann)).toEqual({ ...full, nick: '', mobile: '' })
})

it('friends are told of a change, nobody else, and of none when nothing changed', async () => {
  const writers = await Writers.withFriends(ann, ben)
  await writers.addUsers(cleo)
  await writers.updateProfile.update(ann, { status: 'away' })
  const told = [{ to: ben, event: { kind: 'friends-changed' }, except: undefined }]
  expect(writers.deliveries.all).toEqual(told)

  const before = writers.records.length
  await writers.updateProfile.update(ann, { status: 'away' })
  expect(writers.records).toHaveLength(before)
  expect(writers.deliveries.all).toEqual(told)
})

it('users are answered once each, in the order they were named, those who do not exist without a profile', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const found = await getProfiles({ journal: writers.journal, profiles: writers.state.profiles }, ['nobody', ben, '', ann, ben])
  expect(found.map(({ id, profile }) => [id, profile?.nick])).toEqual([
    ['nobody', undefined],
    ['ben', 'ben'],
    ['', undefined],
    ['ann', 'ann'],
  ])
})

it.each([0, 1001])('%i users cannot be asked for', async (count) => {
  const writers = await Writers.withFriends(ann, ben)
  const ids = Array.from({ length: count }, (_, i) => `user ${i}`)
  const asked = getProfiles({ journal: writers.journal, profiles: writers.state.profiles }, ids)
  await expect(asked).rejects.toMatchObject({ name: 'BadRequest' })
})

it.each<[string, Partial<Profile>]>([
  ['a name beyond 128 characters', { nick: 'x'.repeat(129) }],
  ['an avatar beyond 1,024', { avatar: 'x'.repeat(1025) }],
  ['a mobile number beyond 64', { mobile: '5'.repeat(65) }],
  ['a birthday beyond 64 bits', { birthday: 2n ** 63n }],
])('%s is refused, and nothing changes', async (_, fields) => {
  const writers = await Writers.withFriends(ann, ben)
  const before = writers.records.length
  await expect(writers.updateProfile.update(ann, { status: 'away', ...fields })).rejects.toMatchObject({ name: 'BadRequest' })
  expect(writers.records).toHaveLength(before)
})

it('a profile that could not be stored, or whose friends are not known at the moment, stays as it was', async () => {
  const writers = await Writers.withFriends(ann, ben)
  writers.journal.fail()
  await expect(writers.updateProfile.update(ann, full)).rejects.toMatchObject({ name: 'StorageUnavailable' })
  writers.journal.heal()
  vi.spyOn(writers.readModel.friends, 'list').mockRejectedValueOnce(new Error('not ready'))
  await expect(writers.updateProfile.update(ann, full)).rejects.toThrow('not ready')

  expect(await profileOf(writers, ann)).toEqual({ ...emptyProfile, nick: 'ann' })
  expect(writers.deliveries.all).toEqual([])
})

async function profileOf({ journal, state: { profiles } }: Writers, id: string): Promise<Profile | undefined> {
  const [found] = await getProfiles({ journal, profiles }, [id])
  return found?.profile
}

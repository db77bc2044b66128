import { conversationId, type Grant, parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { ann, ben, Writers } from '../testing/writers.fixture.ts'

const everywhere: Grant = { user: ann, right: 'monitor', conversation: undefined }
const somewhere: Grant = { ...everywhere, conversation: conversationId(7) }

it('a right holds where it was given', async () => {
  const writers = await Writers.withFriends(ann, ben)
  const { grants } = writers.state
  await writers.grantRights.grant('key:1', somewhere)
  expect([
    grants.has(ann, 'monitor'),
    grants.has(ann, 'monitor', conversationId(7)),
    grants.has(ann, 'monitor', conversationId(8)),
  ]).toEqual([false, true, false])
  await writers.grantRights.grant('key:1', everywhere)
  expect(grants.has(ann, 'monitor', conversationId(8))).toBe(true)
  expect(grants.has(ann, 'notify')).toBe(false)
  expect(grants.has(ben, 'monitor')).toBe(false)
})

it('it is on record who gave and took it; doing it again changes nothing', async () => {
  const writers = await Writers.withFriends(ann, ben)
  for (let time = 0; time < 2; time++) await writers.grantRights.grant('key:1', everywhere)
  for (let time = 0; time < 2; time++) await writers.grantRights.revoke('key:2', everywhere)
  expect(writers.records.filter(({ type }) => type === 'audit')).toMatchObject([
    { actor: 'key:1', action: 'right.grant', subject: 'user:ann', detail: 'monitor everywhere' },
    { actor: 'key:2', action: 'right.revoke', subject: 'user:ann' },
  ])
  expect(writers.state.grants.has(ann, 'monitor')).toBe(false)
})

it('rights survive a restart, and those that were taken do not come back', async () => {
  const before = await Writers.withFriends(ann, ben)
  await before.grantRights.grant('key:1', everywhere)
  await before.grantRights.grant('key:1', somewhere)
  await before.journal.checkpoint(before.state.snapshot())
  await before.grantRights.revoke('key:1', everywhere)
  const { state } = await before.restart()
  expect(state.grants.of(ann)).toEqual([somewhere])
})

it('a right that could not be stored is not there', async () => {
  const writers = await Writers.withFriends(ann, ben)
  writers.journal.fail()
  await expect(writers.grantRights.grant('key:1', everywhere)).rejects.toMatchObject({ name: 'StorageUnavailable' })
  expect(writers.state.grants.has(ann, 'monitor')).toBe(false)
})

it('nobody is given a right who does not exist', async () => {
  const writers = await Writers.withFriends(ann)
  const nobody = { ...everywhere, user: parseUserId('nobody') }
  await expect(writers.grantRights.grant('key:1', nobody)).rejects.toMatchObject({ name: 'UserNotFound' })
})

it('a role in the console holds everywhere or not at all', async () => {
  const writers = await Writers.withFriends(ann)
  await expect(writers.grantRights.grant('key:1', { ...somewhere, right: 'operate' })).rejects.toMatchObject({ name: 'BadRequest' })
  expect(writers.state.grants.of(ann)).toEqual([])
})

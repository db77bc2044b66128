import { expect, it } from 'vitest'
import { SyncDataReq } from '../drivers/omtp/structs.ts'
import { startServer } from '../drivers/process.ts'

const looks = { name: 'Lunch', avatar: 'https://example.org/a.png', desc: 'At noon', memberLimit: 7 }

it('name, avatar, description and limit of a group are changed, what is empty stays, and members are told', async () => {
  await using server = await startServer()
  const [ann, ben] = [await server.signIn('ann'), await server.signIn('ben')]
  const desk = await server.signIn('ann', { deviceType: 1 })
  const group = await ann.createGroup(['ben'], { name: 'Breakfast' })
  for (const client of [ben, desk]) await client.expectSync(2)

  expect(await ann.updateGroup(group, looks)).toBe(0)
  expect(await ann.updateGroup(group, { name: 'Dinner' })).toBe(0)

  for (const client of [ben, desk]) expect([await client.expectSync(3), await client.expectSync(3)]).toEqual(['', ''])
  for (const client of [ann, ben, desk]) await client.expectNothing()
  expect((await ben.groups()).groupChats).toMatchObject([{ ...looks, name: 'Dinner', creatorId: 'ann' }])
})

it('a group that is handed over keeps its old owner as a member', async () => {
  await using server = await startServer()
  const [ann, ben] = [await server.signIn('ann'), await server.signIn('ben')]
  await server.signIn('cas')
  const group = await ann.createGroup(['ben'])
  await ben.expectSync(2)

  expect(await ann.handOver(group, 'cas')).toBe(30)
  expect(await ann.handOver(group, 'ben')).toBe(0)

  expect(await ben.expectSync(3)).toBe('')
  expect(await ann.groupMembers(group)).toMatchObject({ memberIds: ['ann', 'ben'] })
  expect((await ann.groups()).groupChats).toMatchObject([{ creatorId: 'ben' }])
  expect([await ann.dismiss(group), await ben.dismiss(group)]).toEqual([36, 0])
  expect(await ann.expectSync(2)).toBe('')
  expect((await ann.groupMembers(group)).errorCode.code).toBe(35)
})

it('a notice of a change asks for no answer: version 0, no flags, an id of its own', async () => {
  await using server = await startServer()
  const [ann, ben] = [await server.signIn('ann'), await server.signIn('ben')]
  const group = await ann.createGroup(['ben'])

  const { payload, ...header } = await ben.expect('sync')

  expect(header).toMatchObject({
    type: 25,
    version: 0,
    flags: 0n,
    packId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  })
  expect(SyncDataReq.decode(payload)).toEqual({ command: 2, content: group })
})

import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'

it('a friendship ends for both at once, and all their devices are told but the one that asked', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const tablet = await server.signIn('ann', { deviceType: 2 })

  const code = await ann.removeFriend('ben')

  expect(code).toBe(0)
  for (const device of [ben, tablet]) await device.expect('sync')
  await ann.expectNothing()
  expect([await ann.friends(), await ben.friends()]).toEqual([[], []])
  expect((await ann.send('ben', 'Are you there?')).errorCode.code).toBe(50)
  expect((await ben.send('ann', 'No.')).errorCode.code).toBe(50)
})

it('the end of a friendship survives a crash, and takes with it what was kept', async () => {
  await using server = await startServer()
  const [before] = await server.friends('ann', 'ben')
  await before.setUserAttribute('ben', 'LABEL', 'school')
  expect(await before.removeFriend('ben')).toBe(0)
  await server.restart()
  const ann = await server.signIn('ann')

  expect(await ann.friends()).toEqual([])
  expect(await ann.addFriend('ben')).toBe(0)
  expect((await ann.friends()).map(({ friendId, remark }) => [friendId, remark])).toEqual([['ben', '']])
  expect((await ann.userAttributes('ben')).attributes).toEqual([])
})

it('removing somebody who is no friend is harmless', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const cas = await server.signIn('cas')

  expect([await ann.removeFriend('cas'), await ann.removeFriend('nobody')]).toEqual([0, 0])
  for (const client of [ben, cas]) await client.expectNothing()
  expect((await ann.friends()).map(({ friendId }) => friendId)).toEqual(['ben'])
})

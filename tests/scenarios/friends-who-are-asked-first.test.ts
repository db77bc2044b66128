import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'

const asking = { env: { MAGPIE_FRIENDS_POLICY: 'request' } }

it('where friends are asked first, FRIEND_ADD asks, and the other’s FRIEND_ADD says yes', async () => {
  await using server = await startServer(asking)
  const [cas, dora] = [await server.signIn('cas'), await server.signIn('dora')]
  expect(await cas.addFriend('dora')).toBe(0)
  await dora.expectSync(1)
  expect((await cas.send('dora', 'hello?')).errorCode.code).toBe(50)

  await server.restart()
  const [casAgain, doraAgain] = [await server.signIn('cas'), await server.signIn('dora')]
  expect(await doraAgain.addFriend('cas')).toBe(0)
  await casAgain.expectSync(1)
  expect((await casAgain.send('dora', 'hello!')).errorCode.code).toBe(0)
  expect((await doraAgain.expectMessage()).content).toBe('hello!')
})

it('where anyone may write to anyone, strangers chat and a block ends it', async () => {
  await using server = await startServer({ env: { MAGPIE_CHAT_POLICY: 'anyone' } })
  const [cas, dora] = [await server.signIn('cas'), await server.signIn('dora')]
  expect((await cas.send('dora', 'hello')).errorCode.code).toBe(0)
  expect((await dora.expectMessage()).content).toBe('hello')
  expect((await dora.send('cas', 'who are you?')).errorCode.code).toBe(0)
  expect((await cas.send('nobody', 'hello')).errorCode.code).toBe(2)

  await cas.expectMessage()
  await (await server.backend('write')).do('PUT', '/api/v1/users/dora/blocks/cas')
  expect([(await cas.send('dora', 'still there?')).errorCode.code, (await dora.send('cas', 'no')).errorCode.code]).toEqual([51, 51])
  expect([await cas.addFriend('dora'), await dora.addFriend('cas')]).toEqual([51, 51])
  for (const client of [cas, dora]) await client.expectNothing()
})

import { expect, it } from 'vitest'
import { labelOf, type OmtpClient } from '../drivers/omtp/client.ts'
import { startServer } from '../drivers/process.ts'

it('nobody can speak for another', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'bob')
  const eve = await server.signIn('eve')

  const refused = await eve.send('bob', 'Send me money', { from: 'ann' })

  expect(refused.errorCode.code).not.toBe(0)
  await ben.expectNothing()
  await ann.expectNothing()
  expect(await ann.history('bob')).toEqual([])
})

it('nobody makes friends for others', async () => {
  await using server = await startServer()
  const [ann, cas, eve] = [await server.signIn('ann'), await server.signIn('cas'), await server.signIn('eve')]

  const code = await eve.addFriend('cas', { userId: 'ann' })

  expect(code).not.toBe(0)
  expect((await cas.friends()).map(({ friendId }) => friendId)).toEqual([])
  await cas.expectNothing()
  await ann.expectNothing()
})

it('nobody reads or marks a conversation he is not in', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'bob')
  const { seqId } = await ann.send('bob', 'secret')
  const eve = await server.signIn('eve')

  const page = await eve.historyPage(labelOf('ann', 'bob'))
  await eve.markReadAs(labelOf('ann', 'bob'), seqId)

  expect(page).toMatchObject({ code: 28, messages: [] })
  expect((await ben.hotSessions()).items[0]?.unreadCount).toBe(1)
  expect((await eve.hotSessions()).items).toEqual([])
})

it('a label that stands for the conversation of others is refused', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'bob')
  await ann.send('bob', 'secret')
  const [eve, cas] = await server.friends('eve', 'cas')

  const refused = await eve.send('cas', 'hello', { sessionId: labelOf('ann', 'bob') })

  expect((await eve.historyPage(labelOf('ann', 'bob'))).messages.map(({ content }) => content)).not.toContain('secret')
  expect([0, 2]).toContain(refused.errorCode.code)
  if (refused.errorCode.code === 2) await cas.expectNothing()
  expect((await ben.history('ann')).map(({ content }) => content)).toEqual(['secret'])
})

it('nobody ends friendships, changes profiles or keeps anything in the name of another', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'bob')
  await ann.send('bob', 'secret')
  await ben.expectMessage()
  await ann.setUserAttribute('bob', 'LABEL', 'school')
  const eve = await server.signIn('eve')
  const before = await everythingOf(ann)

  const codes = [
    await eve.removeFriend('bob', { userId: 'ann' }),
    await eve.updateUserInfo({ userId: 'ann', name: 'Not Ann' }),
    await eve.setUserAttribute('bob', 'LABEL', 'x', { userId: 'ann' }),
    (await eve.userAttributes('bob', 'LABEL', { userId: 'ann' })).errorCode.code,
    await eve.setSessionAttribute(labelOf('ann', 'bob'), 'TOP', '1', { userId: 'ann' }),
    await eve.setSessionAttribute(labelOf('ann', 'bob'), 'TOP', '1'),
  ]

  expect(codes).toEqual([2, 2, 2, 2, 2, 28])
  expect(await everythingOf(ann)).toEqual(before)
  for (const client of [ann, ben]) await client.expectNothing()
})

async function everythingOf(client: OmtpClient) {
  return {
    friends: await client.friends(),
    profile: await client.userInfos(client.user),
    attributes: await client.userAttributes('bob'),
    list: await client.hotSessions(),
  }
}

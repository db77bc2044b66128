import { expect, it } from 'vitest'
import { labelOf } from '../drivers/omtp/client.ts'
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

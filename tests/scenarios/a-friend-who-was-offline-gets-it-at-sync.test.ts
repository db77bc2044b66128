import { expect, it } from 'vitest'
import { labelOf, readMessage } from '../drivers/omtp/client.ts'
import { everyWay, startServer } from '../drivers/process.ts'

it.each(everyWay)('a friend who was offline gets it at sync, in order, %s', async (_, how) => {
  await using server = await startServer(how)
  const [ann, ben] = await server.friends('ann', 'bob')
  await ben.close()
  const texts = Array.from({ length: 250 }, (_, i) => `message ${i}`)
  await Promise.all(texts.map((text) => ann.send('bob', text)))

  const back = await server.signIn('bob', { sync: false })
  const { items } = await back.hotSessions()
  const history = await back.history('ann', { pageSize: 100 })

  expect(items).toHaveLength(1)
  expect(items[0]).toMatchObject({ sessionId: labelOf('ann', 'bob'), unreadCount: 250, readSeqId: 0n })
  expect(items[0]?.lastMsgs.map(({ header, payload }) => readMessage({ ...header, payload }).content)).toEqual(['message 249'])
  expect(history.map(({ content }) => content)).toEqual(texts)
  await back.expectNothing()
})

it.each(everyWay)('a later sync names only what changed since, %s', async (_, how) => {
  await using server = await startServer(how)
  const [ann, ben] = await server.friends('ann', 'bob')
  const [cas] = await server.friends('cas', 'bob')
  await ben.closed()
  await ann.send('bob', 'old')
  const phone = await server.signIn('bob', { deviceType: 2, sync: false })
  const { timestamp } = await phone.hotSessions()
  await cas.send('bob', 'new')
  await phone.expect('message')

  const { items } = await phone.hotSessions(timestamp)

  expect(items.map(({ sessionId }) => sessionId)).toEqual([labelOf('bob', 'cas')])
  expect((await phone.hotSessions(0n)).items).toHaveLength(2)
})

it.each(everyWay)('more conversations than a page has come on further pages, each once, %s', async (_, how) => {
  await using server = await startServer(how)
  const names = Array.from({ length: 130 }, (_, i) => `friend-${i}`)
  const ann = await server.signIn('ann')
  for (const name of names) {
    await (await server.signIn(name, { sync: false })).close()
    expect(await ann.addFriend(name)).toBe(0)
    await ann.send(name, 'hello')
  }

  const { items, pages } = await ann.hotSessions()

  // The demo's friendship is there before anyone wrote.
  const listed = items.map(({ sessionId }) => sessionId).filter((label) => label !== labelOf('ann', 'ben'))
  expect(pages).toBe(2)
  expect(listed).toEqual(names.map((name) => labelOf('ann', name)))
})

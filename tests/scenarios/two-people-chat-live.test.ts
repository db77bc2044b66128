import { expect, it } from 'vitest'
import { everyWay, startServer } from '../drivers/process.ts'

it.each(everyWay)('two people chat live, %s', async (_, how) => {
  await using server = await startServer(how)
  const [ann, ben] = await server.friends('ann-2', 'ben-2')

  const ack = await ann.send('ben-2', 'Lunch?')
  const heard = await ben.expectMessage()
  await ben.send('ann-2', 'At noon.')
  const answer = await ann.expectMessage()

  expect(heard).toMatchObject({ from: 'ann-2', to: 'ben-2', content: 'Lunch?', seqId: ack.seqId, timestamp: ack.timestamp })
  expect(answer).toMatchObject({ from: 'ben-2', to: 'ann-2', content: 'At noon.' })
  expect(answer.seqId).toBeGreaterThan(heard.seqId)
  await ann.expectNothing()
  await ben.expectNothing()
})

it.each(everyWay)('both friends of the demo are friends from the start, %s', async (_, how) => {
  await using server = await startServer(how)
  const [ann, ben] = [await server.signIn('ann'), await server.signIn('ben')]

  expect((await ann.friends()).map(({ friendId }) => friendId)).toContain('ben')
  expect((await ann.send('ben', 'Hello')).errorCode.code).toBe(0)

  expect(await ben.expectMessage()).toMatchObject({ from: 'ann', content: 'Hello' })
})

it.each(everyWay)('strangers do not chat, %s', async (_, how) => {
  await using server = await startServer(how)
  const [ann, eve] = [await server.signIn('ann'), await server.signIn('eve')]

  const refused = await eve.send('ann', 'Hello')

  expect(refused).toMatchObject({ errorCode: { code: 50 }, sessionId: '', seqId: 0n })
  await ann.expectNothing()
})

import { expect, it } from 'vitest'
import { labelOf } from '../drivers/omtp/client.ts'
import { startServer } from '../drivers/process.ts'

it('a read mark reaches the user’s other devices once, in the label they know, and nobody else', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const tablet = await server.signIn('ben', { deviceType: 1 })
  const { seqId } = await ann.send('ben', 'hello')
  await ben.expectMessage()
  await tablet.expectMessage()

  await ben.markRead('ann', seqId)
  await ben.markRead('ann', seqId)

  expect(await tablet.expectReadMark()).toEqual({ sessionId: labelOf('ann', 'ben'), seqId })
  for (const client of [ann, ben, tablet]) await client.expectNothing()
})

it('a read mark in a group is told under the id of the group', async () => {
  await using server = await startServer()
  const [ann, ben] = [await server.signIn('ann'), await server.signIn('ben')]
  const tablet = await server.signIn('ben', { deviceType: 1 })
  const group = await ann.createGroup(['ben'])
  const { seqId } = await ann.tell(group, 'hello')
  for (const client of [ben, tablet]) {
    await client.expectSync(2)
    await client.expectGroupMessage()
  }
  await ben.markReadAs(group, seqId)
  expect(await tablet.expectReadMark()).toEqual({ sessionId: group, seqId })
})

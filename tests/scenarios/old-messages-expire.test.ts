import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { labelOf } from '../drivers/omtp/client.ts'
import { startServer } from '../drivers/process.ts'

const patience = 30_000

it('of a conversation the newest messages stay, and unread, read marks and sequence stay right', async () => {
  await using server = await startServer({ env: { MAGPIE_RETENTION_SINGLE_MESSAGES: '2' } })
  const [ann, ben] = await server.friends('ann', 'ben')
  const sent = []
  for (const content of ['one', 'two', 'three', 'four', 'five']) sent.push(await ann.send('ben', content))
  const [first] = sent
  await ben.markRead('ann', first?.seqId ?? 0n)

  await server.restart()

  const back = await server.signIn('ben', { sync: false })
  await eventually(patience, 'three messages are gone', async () => {
    const { messages } = await back.historyPage(labelOf('ann', 'ben'))
    return messages.length === 2 ? messages : undefined
  })
  expect((await back.history('ann')).map(({ content }) => content)).toEqual(['four', 'five'])
  expect((await back.hotSessions()).items).toMatchObject([{ unreadCount: 2, readSeqId: first?.seqId }])
  const annAgain = await server.signIn('ann')
  await annAgain.send('ben', 'six')
  expect((await back.hotSessions()).items).toMatchObject([{ unreadCount: 3 }])
})

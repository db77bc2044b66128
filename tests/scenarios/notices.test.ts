import { expect, it } from 'vitest'
import { flags } from '../drivers/omtp/packets.ts'
import { startServer } from '../drivers/process.ts'

it('a client without the right gives no notice', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')

  const refused = await ann.notify('ben', 'You have won!', { sessionId: 'BM_bank_ben' })

  expect(refused).toMatchObject({ errorCode: { code: 23 }, sessionId: '', seqId: 0n })
  expect(refused.timestamp).toBeGreaterThan(0n)
  expect((await ann.notify('ben', 'You have won!', { from: 'bank' })).errorCode.code).toBe(2)
  await ben.expectNothing()
  expect((await ben.hotSessions()).items).toEqual([])
})

it('who has the right gives notice to people who are no friends, and decides whether it is unread', async () => {
  await using server = await startServer()
  const [bank, ben] = [await server.signIn('bank'), await server.signIn('ben')]
  const desk = await server.signIn('bank', { deviceType: 1 })
  expect((await server.run('right', 'grant', '--user', 'bank', '--right', 'notify')).code).toBe(0)

  const ack = await bank.notify('ben', 'Your account is empty.', { sessionId: 'any', packId: 'n1', flags: flags.counter })
  await bank.notify('ben', 'Have a nice day.', { packId: 'n2' })
  expect(await bank.notify('ben', 'Your account is empty.', { sessionId: 'any', packId: 'n1', flags: flags.counter })).toEqual(ack)

  expect(ack).toMatchObject({ errorCode: { code: 0 }, sessionId: 'any' })
  const label = 'BM_bank_ben'
  expect(await ben.expectNotice()).toMatchObject({ sessionId: label, from: 'bank', to: 'ben', seqId: ack.seqId, packId: 'n1' })
  expect((await ben.expectNotice()).packId).toBe('n2')
  for (const client of [bank, desk, ben]) await client.expectNothing()
  expect((await ben.hotSessions()).items).toMatchObject([{ sessionId: label, unreadCount: 1 }])
  expect((await bank.hotSessions()).items).toEqual([])
  expect((await ben.historyPage(label)).messages.map(({ packId }) => packId)).toEqual(['n2', 'n1'])
  expect(await ben.markReadAs(label, ack.seqId)).toBe(0)
  expect((await ben.hotSessions()).items).toMatchObject([{ unreadCount: 0 }])
})

import { expect, it } from 'vitest'
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

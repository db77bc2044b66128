import { expect, it } from 'vitest'
import type { OmtpClient } from '../drivers/omtp/client.ts'
import { everyWay, startServer } from '../drivers/process.ts'

const state = async (client: OmtpClient) => {
  const { items } = await client.hotSessions()
  return items.map(({ unreadCount, readSeqId }) => ({ unreadCount, readSeqId }))[0]
}

it.each(everyWay)('read marks move forward only and unread is exact after each, %s', async (_, how) => {
  await using server = await startServer(how)
  const [ann, ben] = await server.friends('ann-5', 'ben-5')
  const phone = await server.signIn('ben-5', { deviceType: 2 })
  const seqIds = (await Promise.all(Array.from({ length: 5 }, (_, i) => ann.send('ben-5', `${i}`)))).map(({ seqId }) => seqId)
  const at = (index: number) => seqIds[index] ?? 0n

  expect(await state(ben)).toEqual({ unreadCount: 5, readSeqId: 0n })
  const steps = [
    { mark: at(1), unreadCount: 3, readSeqId: at(1) },
    { mark: at(0), unreadCount: 3, readSeqId: at(1) },
    { mark: at(3) + 0n, unreadCount: 1, readSeqId: at(3) },
    { mark: at(4) + 1_000_000_000n, unreadCount: 0, readSeqId: at(4) },
    { mark: 0n, unreadCount: 0, readSeqId: at(4) },
  ]
  for (const { mark, ...expected } of steps) {
    await ben.markRead('ann-5', mark)
    expect(await state(ben)).toEqual(expected)
    expect(await state(phone)).toEqual(expected)
  }
})

it.each(everyWay)('what one wrote oneself is never unread, and an answer does not mark as read, %s', async (_, how) => {
  await using server = await startServer(how)
  const [ann, ben] = await server.friends('ann-5', 'ben-5')
  await ann.send('ben-5', 'one')
  await ben.send('ann-5', 'two')
  const { seqId } = await ann.send('ben-5', 'three')

  expect(await state(ann)).toMatchObject({ unreadCount: 1 })
  expect(await state(ben)).toMatchObject({ unreadCount: 2 })
  await ben.markRead('ann-5', seqId)
  await ann.send('ben-5', 'four')

  expect(await state(ben)).toEqual({ unreadCount: 1, readSeqId: seqId })
})

it.each(everyWay)('read marks and unread survive kill -9, %s', async (_, how) => {
  await using server = await startServer(how)
  const [ann, ben] = await server.friends('ann-5', 'ben-5')
  const { seqId } = await ann.send('ben-5', 'one')
  await ann.send('ben-5', 'two')
  await ben.markRead('ann-5', seqId)

  await server.restart()

  const back = await server.signIn('ben-5')
  expect(await state(back)).toEqual({ unreadCount: 1, readSeqId: seqId })
})

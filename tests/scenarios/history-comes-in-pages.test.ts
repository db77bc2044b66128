import { expect, it } from 'vitest'
import { labelOf } from '../drivers/omtp/client.ts'
import { startServer } from '../drivers/process.ts'

it('history is given newest first from a message on, itself included, 30 messages unless asked, 200 at most', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')
  const texts = Array.from({ length: 205 }, (_, index) => `${index}`)
  const acks = await Promise.all(texts.map((text) => ann.send('ben', text)))
  const label = labelOf('ann', 'ben')
  const page = async (seqId: bigint, count: number) => {
    const { code, sessionId, messages } = await ben.historyPage(label, seqId, count)
    expect([code, sessionId]).toEqual([0, label])
    return messages.map(({ content }) => content)
  }
  const newest = [...texts].reverse()

  for (const seqId of [0n, -1n]) for (const count of [0, -5]) expect(await page(seqId, count)).toEqual(newest.slice(0, 30))
  for (const count of [200, 201, 2 ** 31 - 1]) expect(await page(0n, count)).toEqual(newest.slice(0, 200))
  const fourth = acks[3]?.seqId ?? 0n
  expect(await page(fourth, 3)).toEqual(['3', '2', '1'])
  expect(await page(fourth - 1n, 200)).toEqual(['2', '1', '0'])
  expect(await page(2n ** 62n, 1)).toEqual(['204'])
  expect(await page(1n, 10)).toEqual([])
})

it('a backend reads all of a history in pages of any size it may ask for', async () => {
  await using server = await startServer()
  const [ann] = await server.friends('ann', 'bob')
  const contents = Array.from({ length: 401 }, (_, i) => `message ${i + 1}`)
  await Promise.all(contents.map((content) => ann.send('bob', content)))
  const backend = await server.backend('read')

  for (const limit of [100, 200]) {
    const messages = await backend.all('/api/v1/users/bob/conversations/user:ann/messages', limit)
    expect(messages.map(({ body }) => body).reverse()).toEqual(contents)
  }
})

import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'

const rounds = 25
const perRound = 16

it('a slow reader in a large group stays, gets the newest message when he reads, and finds the rest in the history', {
  timeout: 90_000,
}, async () => {
  await using server = await startServer({ env: { MAGPIE_GROUPS_FAN_OUT_LIMIT: '1', MAGPIE_LIMITS_WRITE_QUEUE_BYTES: '262144' } })
  const [ann, slow] = [await server.signIn('ann'), await server.signIn('slow')]
  const group = await ann.createGroup(['slow'])
  await slow.expectSync(2)
  slow.connection.stopReading()

  const contents: string[] = []
  for (let round = 0; round < rounds; round++) {
    const texts = Array.from({ length: perRound }, (_, index) => `${round * perRound + index} ${'x'.repeat(60_000)}`)
    contents.push(...texts)
    const acks = await Promise.all(texts.map((text) => ann.tell(group, text)))
    expect(acks.every(({ errorCode }) => errorCode.code === 0)).toBe(true)
  }

  slow.connection.resumeReading()
  const heard: number[] = []
  while (heard.at(-1) !== contents.length - 1) heard.push(Number.parseInt((await slow.expectGroupMessage()).content, 10))
  expect(heard).toEqual([...new Set(heard)].sort((a, b) => a - b))
  expect(heard.length).toBeLessThan(contents.length)
  expect((await slow.hotSessions()).items).toMatchObject([{ sessionId: group, unreadCount: contents.length }])
  expect((await slow.historyPage(group)).messages[0]?.content).toBe(contents.at(-1))
})

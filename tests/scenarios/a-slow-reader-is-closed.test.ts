import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { startServer } from '../drivers/process.ts'

it('a slow reader is closed as too slow while others go on', { timeout: 60_000 }, async () => {
  await using server = await startServer({ env: { MAGPIE_LIMITS_WRITE_QUEUE_BYTES: '262144', MAGPIE_LOG_LEVEL: 'debug' } })
  const [ann, slow] = await server.friends('ann', 'slow')
  const quick = await server.signIn('quick')
  expect(await ann.addFriend('quick')).toBe(0)
  await quick.expect('sync')
  slow.connection.stopReading()

  let sent = 0
  await eventually(40_000, 'the server calls the reader too slow', async () => {
    const texts = Array.from({ length: 20 }, () => `${sent++} ${'x'.repeat(60_000)}`)
    const acks = await Promise.all(texts.map((text) => ann.send('slow', text)))
    expect(acks.map(({ errorCode }) => errorCode.code)).toEqual(texts.map(() => 0))
    await ann.send('quick', `round ${sent}`)
    expect(await quick.expectMessage()).toMatchObject({ content: `round ${sent}` })
    return server.stderr.includes('too-slow') || undefined
  })

  slow.connection.resumeReading()
  await slow.closed()
  const back = await server.signIn('slow')
  expect(await back.history('ann', { pageSize: 5 })).toHaveLength(sent)
})

import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'

it('a connection that does not sign in is closed', async () => {
  await using server = await startServer({ config: 'limits:\n  signInSeconds: 0.3\n' })
  const client = await server.connect()

  await client.closed(5_000)

  expect(client.connection.received).toEqual([])
})

it('a connection that is silent for two heartbeats is closed, one that pings is not', async () => {
  await using server = await startServer({ config: 'omtp:\n  heartbeatSeconds: 0.5\n' })
  const [silent, lively] = [await server.signIn('silent'), await server.signIn('lively')]

  let over = false
  const closed = silent.closed(10_000).then(() => {
    over = true
  })
  while (!over) await lively.ping()
  await closed

  await lively.ping()
  expect(lively.connection.isOpen).toBe(true)
})

import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { startServer } from '../drivers/process.ts'

it('connections from one address are limited, and a place that is left is given again', async () => {
  await using server = await startServer({ config: 'limits:\n  connectionsPerAddress: 2\n' })
  const [ann] = await server.friends('ann', 'bob')

  const third = await server.connect()
  await third.closed()
  await ann.close()

  const code = await eventually(10_000, 'a place', async () => {
    const client = await server.connect()
    const signedIn = client.signIn('cas', { password: server.token('cas') }).then(({ errorCode }) => errorCode.code)
    return await signedIn.catch(() => undefined)
  })
  expect(code).toBe(0)
  expect(third.connection.received).toEqual([])
})

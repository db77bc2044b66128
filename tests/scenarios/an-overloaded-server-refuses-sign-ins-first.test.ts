import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { startServer } from '../drivers/process.ts'

it('a server that has used up its memory tells clients to come back (6), and says so once in its log', async () => {
  await using server = await startServer({ env: { MAGPIE_OVERLOAD_MEMORY_MIB: '1' } })

  const refusal = await eventually(10_000, 'a refusal', async () => {
    const client = await server.connect()
    const { errorCode } = await client.signIn('ann', { password: server.token('ann') })
    return errorCode.code === 0 ? undefined : errorCode
  })

  expect(refusal).toEqual({ code: 6, desc: 'the server has too much to do at the moment; try again in 2.0 s' })
  const overloaded = () => server.stderr.split('\n').filter((line) => line.includes('"msg":"overloaded"'))
  const lines = await eventually(10_000, 'the line of the log', async () => (overloaded().length > 0 ? overloaded() : undefined))
  expect(lines.map((line) => JSON.parse(line).refusing)).toEqual(['sign-ins and sends'])
})

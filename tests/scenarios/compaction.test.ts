import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'

it('the operator compacts a journal that has nothing to take out, while its server runs and while it does not', async () => {
  await using server = await startServer()
  const [ann] = await server.friends('ann', 'ben')
  await ann.send('ben', 'stays')
  const running = await server.run('compact')
  await server.stop()
  const stopped = await server.run('compact')

  const nothing = { code: 0, stdout: 'there was nothing to take out\n' }
  expect([running, stopped]).toMatchObject([nothing, nothing])
  await server.start()
  const ben = await server.signIn('ben')
  expect((await ben.history('ann')).map(({ content }) => content)).toEqual(['stays'])
})

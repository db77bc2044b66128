import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'

it('own other devices get one’s messages exactly once, the sending one none', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'bob')
  const others = [
    await server.signIn('ann', { deviceType: 1 }),
    await server.signIn('ann', { deviceType: 2 }),
    await server.signIn('ann', { deviceType: 3 }),
  ]

  const { seqId } = await ann.send('bob', 'From my desk')

  for (const device of [...others, ben]) {
    expect(await device.expectMessage()).toMatchObject({ from: 'ann', to: 'bob', content: 'From my desk', seqId })
    await device.expectNothing()
  }
  await ann.expectNothing()
})

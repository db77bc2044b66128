import { expect, it } from 'vitest'
import { everyWay, startServer } from '../drivers/process.ts'

it.each(everyWay)('a second device of the same type kicks the first, %s', async (_, how) => {
  await using server = await startServer(how)
  const [ann, ben] = await server.friends('ann', 'bob')

  const other = await server.signIn('ann', { deviceId: 'another phone' })
  const kick = await ann.expect('kickout')
  await ann.closed()
  await ben.send('ann', 'Which of you gets this?')

  expect(kick).toMatchObject({ packId: '', payload: Buffer.alloc(0) })
  expect(await other.expectMessage()).toMatchObject({ content: 'Which of you gets this?' })
  await other.expectNothing()
})

it.each(everyWay)('a device that signs in twice is told so on its first connection, %s', async (_, how) => {
  await using server = await startServer(how)
  const ann = await server.signIn('ann', { deviceId: 'phone' })

  const again = await server.signIn('ann', { deviceId: 'phone' })

  await ann.expect('kickout')
  await ann.closed()
  await again.expectNothing()
})

it.each(everyWay)('the end of a kicked connection does not hurt the one that took its place, %s', async (_, how) => {
  await using server = await startServer(how)
  const [ann, ben] = await server.friends('ann', 'bob')
  const other = await server.signIn('ann')

  await ann.closed()
  await ann.close()
  await ben.send('ann', 'Still there?')

  expect(await other.expectMessage()).toMatchObject({ content: 'Still there?' })
})

it.each(everyWay)('devices of different types live side by side, %s', async (_, how) => {
  await using server = await startServer(how)
  const ann = await server.signIn('ann', { deviceType: 5 })

  const phone = await server.signIn('ann', { deviceType: 2 })

  await ann.expectNothing()
  await phone.expectNothing()
})

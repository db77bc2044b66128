import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'

it('a user ends his device of another type, which is told and does not come back', async () => {
  await using server = await startServer()
  const [ann, tablet, ben] = [await server.signIn('ann'), await server.signIn('ann', { deviceType: 2 }), await server.signIn('ben')]

  expect(await ann.kickOut(2)).toBe(0)

  expect(await tablet.expect('kickout')).toMatchObject({ packId: '', payload: Buffer.alloc(0) })
  await tablet.closed()
  for (const client of [ann, ben]) await client.expectNothing()
})

it('a device is ended by its id alone, even among several of its type', async () => {
  await using server = await startServer({ env: { MAGPIE_DEVICES_POLICY: 'many' } })
  const signIn = (deviceId: string) => server.signIn('ann', { deviceId })
  const [phone, lost, spare] = [await signIn('phone'), await signIn('lost'), await signIn('spare')]

  expect(await phone.kickOut(5, 'lost')).toBe(0)

  await lost.expect('kickout')
  await lost.closed()
  for (const client of [phone, spare]) await client.expectNothing()
})

it('nobody ends the device he is on, one of no type, or one of somebody else', async () => {
  await using server = await startServer()
  const [ann, ben] = await server.friends('ann', 'ben')

  expect([await ann.kickOut(5), await ann.kickOut(5, 'device-ann-5'), await ann.kickOut(0), await ann.kickOut(6)]).toEqual([2, 2, 2, 2])
  expect(await ann.kickOut(5, 'device-ben-5')).toBe(0)

  for (const client of [ann, ben]) await client.expectNothing()
})

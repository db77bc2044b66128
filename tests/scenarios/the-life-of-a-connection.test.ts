import { expect, it } from 'vitest'
import { encodePacket, flags, types } from '../drivers/omtp/packets.ts'
import { LoginReq, LoginResp } from '../drivers/omtp/structs.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()
const device = { deviceType: 5, deviceId: 'd' }

it('PING comes back as it was, with every bit of its header', async () => {
  const ann = await server().signIn('ann')
  const ping = { type: types.ping, version: 3, flags: 1n << 33n, packId: 'é', payload: Buffer.from([1, 2, 3]) }

  expect(await ann.connection.request(ping)).toEqual({ ...ping, flags: ping.flags | flags.ack })
  const marked = { ...ping, flags: flags.ack }
  expect(await ann.connection.request(marked), 'a request that says it is a reply').toEqual(marked)
})

it('a frame of exactly 640,000 bytes is served', async () => {
  const ann = await server().signIn('ann')
  const ping = { type: types.ping, version: 1, flags: flags.ack, packId: 'p' }
  const overhead = encodePacket({ ...ping, payload: Buffer.alloc(600_000) }).length - 600_000
  const whole = { ...ping, payload: Buffer.alloc(640_000 - overhead, 7) }
  expect(encodePacket(whole)).toHaveLength(640_000)

  expect((await ann.connection.request(whole)).payload).toHaveLength(whole.payload.length)
})

it('LOGOUT is acknowledged, then the connection ends', async () => {
  const ann = await server().signIn('ann')

  const reply = await ann.request(types.logout, Buffer.alloc(0), { packId: '' })

  expect(reply).toMatchObject({ version: 1, flags: flags.ack, packId: '', payload: Buffer.alloc(0) })
  await ann.closed()
})

it('a sign-in needs no user name, and its reply says nothing that it need not', async () => {
  const client = await server().connect()
  const login = { clientId: 'ann', userName: '', password: server().token('ann'), ...device }

  const { payload, ...header } = await client.request(types.login, LoginReq.encode(login), { packId: 'l' })

  expect(header).toEqual({ type: types.login, version: 0, flags: flags.ack, packId: 'l' })
  expect(payload.toString('hex')).toBe(`0a0c16000b1603${Buffer.from('ann').toString('hex')}`)
})

it('a sign-in that cannot be read gets 20 and the end', async () => {
  const client = await server().connect()

  const { payload } = await client.request(types.login, Buffer.from('no struct'))

  expect(LoginResp.decode(payload).errorCode.code).toBe(20)
  await client.closed()
})

it('a second LOGIN on a connection makes it that of the other user, and nothing of the first is left', async () => {
  const sender = await server().signIn('cas')
  const client = await server().signIn('dan', { deviceType: 1 })
  for (const user of ['dan', 'eve']) {
    await server().signIn(user, { sync: false })
    expect(await sender.addFriend(user)).toBe(0)
  }
  await client.expect('sync')

  expect((await client.signIn('eve', { password: server().token('eve'), deviceType: 1 })).errorCode.code).toBe(0)
  await client.hotSessions()

  await sender.send('dan', 'for dan')
  await sender.send('eve', 'for eve')
  expect((await client.expectMessage()).content).toBe('for eve')
  await client.expectNothing()
  expect((await client.send('cas', 'from dan', { from: 'dan' })).errorCode.code).toBe(2)
  expect((await client.send('cas', 'from eve')).errorCode.code).toBe(0)
})

it('device types 1 to 5 are iOS, Android, macOS, Windows and Linux', async () => {
  for (const deviceType of [1, 2, 3, 4, 5]) await server().signIn('fay', { deviceType, deviceId: `${deviceType}` })

  const backend = await server().backend('read')
  const { items } = await backend.get('/api/v1/connections?user=fay')

  const named = items.map(({ device }: { device: { id: string; type: string } }) => `${device.id} ${device.type}`)
  expect(named.sort()).toEqual(['1 ios', '2 android', '3 macos', '4 windows', '5 linux'])
})

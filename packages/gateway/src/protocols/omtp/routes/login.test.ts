import { parseUserId } from '@magpie-im/model'
import { DeviceType, defaultLoginReq, ErrorCode, flags, LoginResp, packets } from '@magpie-im/wire'
import { expect, it, vi } from 'vitest'
import { House } from '../../../testing/house.fixture.ts'
import { textTo } from '../../../testing/phone.fixture.ts'

it('a user signs in with a token or a password; the reply has version 0', async () => {
  const house = await House.withFriends('ann')
  await house.users.setPassword('ann', 'secret')
  for (const password of [await house.tokenOf('ann'), 'secret']) {
    const phone = house.connect()
    const reply = await phone.login({ clientId: 'ann', password }, { packId: 'p1', version: 1 })
    expect(reply).toMatchObject({ errorCode: { code: 0, desc: '' }, clientId: 'ann' })
    expect(reply.header).toEqual({ type: packets.LOGIN.type, version: 0, flags: flags.PF_ISACK, packId: 'p1' })
    expect(phone.connection.state).toBe('signed-in')
  }
})

it.each([
  ['user', { clientId: '' }],
  ['password', { password: '' }],
  ['device', { deviceId: '' }],
  ['device type', { deviceType: DeviceType.DT_NONE }],
  ['known device type', { deviceType: 99 }],
])('without a %s the sign-in is incomplete (20) and the connection ends', async (_, missing) => {
  const house = await House.withFriends('ann')
  const phone = house.connect()
  const reply = await phone.login({ clientId: 'ann', password: await house.tokenOf('ann'), ...missing })
  expect(reply.errorCode.code).toBe(ErrorCode.EC_CONN_INDICATE)
  expect([phone.connection.state, phone.socket.calls]).toEqual(['draining', ['end']])
})

it('who signs in and has his first sync waits for his turn, and nobody else', async () => {
  const house = await House.withFriends('ann')
  const enter = vi.spyOn(house.admission, 'enter')
  const phone = await house.signIn('ann')
  expect(enter).toHaveBeenCalledTimes(1)
  await phone.sync()
  expect(enter).toHaveBeenCalledTimes(2)
  await phone.sync()
  expect(enter).toHaveBeenCalledTimes(2)
})

it('whoever leaves while he waits for his turn is not signed in', async () => {
  const house = await House.withFriends('ann')
  const { promise, resolve } = Promise.withResolvers<void>()
  vi.spyOn(house.admission, 'enter').mockReturnValueOnce(promise)
  const phone = house.connect()
  void phone.login({ clientId: 'ann', password: await house.tokenOf('ann') })
  phone.connection.closed()
  resolve()
  await new Promise(setImmediate)
  expect([phone.connection.state, house.registry.size()]).toEqual(['closed', 0])
})

it('of what a device says about itself little is kept, and an id that is too long is refused (20)', async () => {
  const house = await House.withFriends('ann')
  const password = await house.tokenOf('ann')
  const refused = await house.connect().login({ clientId: 'ann', password, deviceId: 'x'.repeat(129) })
  expect(refused.errorCode).toMatchObject({ code: ErrorCode.EC_CONN_INDICATE, desc: expect.stringContaining('at most 128 characters') })

  const long = 'x'.repeat(200_000)
  await house.connect().login({ clientId: 'ann', password, deviceId: 'x'.repeat(128), deviceName: long, version: long })
  const [session] = house.registry.of(parseUserId('ann'))
  expect(session?.device).toMatchObject({ id: 'x'.repeat(128), name: 'x'.repeat(128), appVersion: 'x'.repeat(128) })
})

it('a sign-in that cannot be decoded is incomplete (20)', async () => {
  const phone = (await House.withFriends()).connect()
  phone.sendRaw(packets.LOGIN.type, Buffer.from('garbage'))
  const { errorCode } = await phone.expect(packets.LOGIN.type, packets.LOGIN.reply ?? unanswered())
  expect([errorCode.code, phone.connection.state]).toEqual([ErrorCode.EC_CONN_INDICATE, 'draining'])
})

it('a wrong credential is answered with 21 and the connection ends', async () => {
  const house = await House.withFriends('ann', 'ben')
  for (const password of ['wrong', await house.tokenOf('ben')]) {
    const phone = house.connect()
    const { errorCode, clientId } = await phone.login({ clientId: 'ann', password })
    expect([errorCode.code, clientId, phone.connection.state]).toEqual([ErrorCode.EC_CONN_USERNAME_OR_PASSWORD, '', 'draining'])
  }
})

it('a disabled account is answered with 23', async () => {
  const house = await House.withFriends('ann')
  await house.users.disable('ann')
  const { errorCode } = await house.connect().login({ clientId: 'ann', password: await house.tokenOf('ann') })
  expect(errorCode.code).toBe(ErrorCode.EC_CONN_ACCESS_DENIED)
})

it('what cannot be decided now is answered with 6, so that the client comes back by itself', async () => {
  const house = await House.withFriends('ann')
  for (let i = 0; i < 3; i++) await house.connect().login({ clientId: 'ann', password: 'wrong' })
  const { errorCode } = await house.connect().login({ clientId: 'ann', password: 'wrong' })
  expect(errorCode.code).toBe(ErrorCode.EC_SERVICE_UNAVAILABLE)
})

it('what the product says about its user reaches the client', async () => {
  const house = new House({ provider: { verify: async () => ({ verdict: 'accepted', extraData: '{"vip":true}', name: undefined }) } })
  await house.befriend('ann')
  const { errorCode, extraData } = await house.connect().login({ clientId: 'ann', password: 'whatever' })
  expect([errorCode.code, extraData]).toEqual([0, '{"vip":true}'])
})

it.each([
  [{ verdict: 'refused', reason: 'RefusedByProvider' }, ErrorCode.EC_CONN_THRIDS_REJECT],
  [{ verdict: 'refused', reason: 'SignInDenied' }, ErrorCode.EC_CONN_ACCESS_DENIED],
  [{ verdict: 'undecided' }, ErrorCode.EC_SERVICE_UNAVAILABLE],
] as const)('its verdict %j has a code of its own, and the connection ends', async (verdict, code) => {
  const phone = new House({ provider: { verify: async () => verdict } }).connect()
  const { errorCode, extraData } = await phone.login({ clientId: 'ann', password: 'whatever' })
  expect([errorCode.code, extraData, phone.connection.state]).toEqual([code, '', 'draining'])
})

it('anything else before sign-in closes without a word', async () => {
  const house = await House.withFriends('ann')
  for (const type of [packets.PING.type, packets.LOGOUT.type, packets.KICKOUT.type, packets.MSG_SINGLE_CHAT.type, 99]) {
    const phone = house.connect()
    phone.sendRaw(type, Buffer.alloc(0))
    expect([phone.connection.state, phone.socket.writes]).toEqual(['draining', []])
  }
})

it('packets right behind the sign-in wait for it', async () => {
  const house = await House.withFriends('ann')
  const phone = house.connect()
  const signedIn = phone.login({ clientId: 'ann', password: await house.tokenOf('ann') })
  phone.send(packets.PING, new Uint8Array([7]), { packId: 'ping' })

  expect((await signedIn).errorCode.code).toBe(0)
  const ping = await phone.next()
  expect([ping.header.packId, [...ping.payload]]).toEqual(['ping', [7]])
})

it('a second sign-in on the connection makes it the other user’s', async () => {
  const house = await House.withFriends('ann', 'ben')
  const phone = await house.online('ann')
  const again = await phone.login({ clientId: 'ben', password: await house.tokenOf('ben') })
  expect(again.clientId).toBe('ben')
  await phone.sync()

  const ann = await house.online('ann', { deviceType: DeviceType.DT_LINUX })
  await ann.say({ from: 'ann', to: 'ben' })
  expect(await phone.expectMessage()).toMatchObject({ from: 'ann', to: 'ben' })
  await phone.expectNothing()
})

it('a second sign-in with a wrong credential ends the connection', async () => {
  const house = await House.withFriends('ann', 'ben')
  const phone = await house.online('ann')
  const again = await phone.login({ clientId: 'ben', password: 'wrong' })
  expect([again.errorCode.code, phone.connection.state]).toEqual([ErrorCode.EC_CONN_USERNAME_OR_PASSWORD, 'draining'])
})

it('what comes right behind a sign-in that is refused is not done any more', async () => {
  const house = await House.withFriends('ann', 'ben')
  const [phone, ben] = [await house.online('ann'), await house.online('ben')]
  const wrong = { ...defaultLoginReq(), clientId: 'ann', password: 'wrong', deviceType: DeviceType.DT_IOS, deviceId: 'd' }
  phone.send(packets.LOGIN, wrong)
  phone.send(packets.LOGIN, wrong)
  phone.send(packets.MSG_SINGLE_CHAT, textTo({ from: 'ann', to: 'ben' }))
  const { errorCode } = await phone.expect(packets.LOGIN.type, LoginResp)
  expect([errorCode.code, phone.connection.state]).toEqual([ErrorCode.EC_CONN_USERNAME_OR_PASSWORD, 'draining'])
  await ben.expectNothing()
  expect(house.counted.requests.filter((request) => /LOGIN|MSG/.test(request))).toEqual([
    'omtp LOGIN done',
    'omtp LOGIN done',
    'omtp LOGIN WrongCredentials',
  ])
})

it('another device of the same type is kicked with the bytes clients know, one of another type stays', async () => {
  const house = await House.withFriends('ann')
  const old = await house.online('ann')
  const desktop = await house.online('ann', { deviceType: DeviceType.DT_LINUX })
  await house.online('ann')

  expect(old.socket.writes.at(-1)?.toString('hex')).toBe('000000100a000d10012c36000b1d000c')
  expect([old.connection.state, desktop.connection.state]).toEqual(['draining', 'signed-in'])
})

it('a client that went away while its credential was checked leaves no session behind', async () => {
  const house = await House.withFriends('ann')
  const phone = house.connect()
  const password = await house.tokenOf('ann')
  const verified = house.ports.signIn.signIn(phone.connection, {
    user: 'ann',
    secret: password,
    device: { id: 'd', type: 'ios', name: '', appVersion: '' },
  })
  phone.connection.closed()
  expect(await verified).toBeUndefined()
  expect(house.registry.of(house.users.get('ann').id)).toEqual([])
})

function unanswered(): never {
  throw new Error('nobody answers that')
}

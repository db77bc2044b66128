import { randomBytes } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { labelOf } from '../drivers/omtp/client.ts'
import { encodePacket, frame, types } from '../drivers/omtp/packets.ts'
import { MsgReq } from '../drivers/omtp/structs.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { webSocket } from '../drivers/transports.ts'

const server = shareServer()
const long = 'All work and no play. '.repeat(2_000)

it.for([
  ['compressed', { compress: true }],
  ['encrypted', { encrypt: true }],
  ['compressed and encrypted', { compress: true, encrypt: true }],
  ['compressed and encrypted over WebSockets', { compress: true, encrypt: true, via: webSocket() }],
] as const)('people chat %s, with each other and with those who are neither', async ([name, how]) => {
  const [ann, ben, cas] = ['ann', 'ben', 'cas'].map((who) => `${who} ${name}`) as [string, string, string] // as: of three names
  const one = await server().signIn(ann, how)
  const other = await server().signIn(ben, how)
  const stock = await server().signIn(cas)
  await one.addFriend(ben)
  await one.addFriend(cas)
  await other.expect('sync')
  await stock.expect('sync')

  for (const content of ['Lunch?', long]) {
    for (const [to, client] of [
      [ben, other],
      [cas, stock],
    ] as const) {
      expect((await one.send(to, content)).errorCode.code).toBe(0)
      expect(await client.expectMessage()).toMatchObject({ from: ann, content })
    }
  }
  expect((await stock.send(ann, long)).errorCode.code).toBe(0)
  expect((await one.expectMessage()).content).toBe(long)
  expect((await stock.history(ann)).map(({ content }) => content)).toEqual(['Lunch?', long, long])
  expect((await one.history(cas)).map(({ content }) => content)).toEqual(['Lunch?', long, long])
  if ('compress' in how) expect(one.connection.wrapper.inflated).toBeGreaterThan(0)
})

it('members of a group hear the same, however each of them is connected, and a kicked one hears why', async () => {
  const ways = { plain: {}, compressed: { compress: true }, encrypted: { encrypt: true } } as const
  const clients = await Promise.all(Object.entries(ways).map(([name, how]) => server().signIn(name, how)))
  const [plain, compressed, encrypted] = clients as [(typeof clients)[0], (typeof clients)[0], (typeof clients)[0]] // as: of three ways
  const group = await plain.createGroup(['compressed', 'encrypted'])
  for (const client of [compressed, encrypted]) await client.expect('sync')
  expect((await plain.tell(group, long)).errorCode.code).toBe(0)
  for (const client of [compressed, encrypted]) expect((await client.expectGroupMessage()).content).toBe(long)

  await server().signIn('encrypted', { deviceId: 'another' })
  await encrypted.expect('kickout')
})

it('a client notices another server, and its password has not been sent yet', async () => {
  const client = await server().connect()
  await expect(client.encrypt(randomBytes(32).toString('base64'))).rejects.toThrow()
})

it('a password is not taken along with the wish to encrypt it', async () => {
  const client = await server().connect()
  const { LoginReq, LoginResp } = await import('../drivers/omtp/structs.ts')
  const device = { deviceType: 5, deviceId: 'd', crypto: 1, publicKey: randomBytes(32) }
  const payload = LoginReq.encode({ clientId: 'ann', userName: '', password: server().token('ann'), ...device })
  const { errorCode } = LoginResp.decode((await client.request(types.login, payload)).payload)
  expect(errorCode).toMatchObject({ code: 2, desc: expect.stringContaining('LOGIN without password') })
  await client.closed()
})

const ping = { type: types.ping, version: 1, packId: 'p', payload: Buffer.alloc(20) }

it.for([
  ['a packet in the clear', encodePacket({ ...ping, flags: 0n })],
  ['one that is encrypted with other keys', encodePacket({ ...ping, flags: 0x200n })],
  ['one without a tag', encodePacket({ ...ping, flags: 0x200n, payload: Buffer.alloc(3) })],
  ['no packet', frame(Buffer.from('garbage'))],
] as const)('where encryption is agreed on, %s ends the connection', async ([name, bytes]) => {
  const client = await server().signIn(`target of ${name}`, { encrypt: true })
  client.connection.write(bytes)
  await client.closed()
})

it('a bomb ends its own connection only', async () => {
  const user = 'bomber'
  const friend = await server().signIn('bystander')
  const client = await server().signIn(user, { compress: true })
  const bomb = deflateSync(Buffer.alloc(50_000_000))
  client.connection.write(encodePacket({ ...ping, flags: 0x40n, payload: bomb }))
  await client.closed()
  await friend.ping()
})

it('many packets that grow a lot are answered one by one, and others are served meanwhile', async () => {
  const friend = await server().signIn('patient')
  const client = await server().signIn('grower', { compress: true })
  const payload = deflateSync(Buffer.alloc(639_000))
  const ids = Array.from({ length: 60 }, (_, n) => `grown-${n}`)
  const replies = ids.map((packId) => client.connection.reply(types.ping, packId))
  client.connection.write(Buffer.concat(ids.map((packId) => encodePacket({ ...ping, packId, flags: 0x40n, payload }))))
  await friend.ping()
  for (const reply of replies) expect((await reply).payload).toHaveLength(639_000)
})

it('a message keeps the flags of its sender, but not those of his connection', async () => {
  const [ann, ben] = await server().friends('flag sender', 'flag reader')
  const request = { sessionId: labelOf(ann.user, ben.user), from: ann.user, to: ben.user, contentType: 1, content: 'flags' }
  await ann.request(types.singleChat, MsgReq.encode(request), { flags: 0x1_0000_0240n })
  expect((await ben.expect('message')).flags).toBe(0x1_0000_0000n)
})

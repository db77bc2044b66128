import { createHash } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { OmtpClient } from '../drivers/omtp/client.ts'
import { OmtpConnection } from '../drivers/omtp/connection.ts'
import { encodePacket, frame, type Packet, types } from '../drivers/omtp/packets.ts'
import { LoginReq, MsgReq } from '../drivers/omtp/structs.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()
let others: readonly [OmtpClient, OmtpClient]

beforeAll(async () => {
  others = await server().friends('ann-8', 'ben-8')
})

const packet = (type: number, payload: Buffer): Packet => ({ type, version: 1, flags: 0n, packId: 'x', payload })
const length = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
/** Bytes that look random and are the same in every run. */
const noise = (size: number, seed: number) => {
  const bytes = Array.from({ length: Math.ceil(size / 32) }, (_, block) => createHash('sha256').update(`${seed} ${block}`).digest())
  return Buffer.concat(bytes).subarray(0, size)
}

const broken: readonly (readonly [string, Buffer])[] = [
  ['a length that does not cover itself', length(3)],
  ['a length above the limit', length(640_001)],
  ['the largest length there is', length(0xffffffff)],
  ['an empty frame', length(4)],
  ['noise', noise(1000, 1)],
  ['noise in a frame', frame(noise(1000, 2))],
  ['structs nested without end', frame(Buffer.alloc(600_000, 0x0a))],
  ['lists nested without end', frame(Buffer.from('09000109'.repeat(100_000), 'hex'))],
  ['a list that claims two thousand million items', frame(Buffer.from('09027fffffff', 'hex'))],
  ['a header that breaks off', frame(Buffer.from('0a000b1001', 'hex'))],
]

it.for(broken)('before the sign-in, %s closes the connection and no other', async ([, bytes]) => {
  await using connection = await OmtpConnection.open(server())

  connection.write(bytes)

  await connection.closed()
  expect(connection.received).toEqual([])
  await expectOthersUnaffected()
})

it('after the sign-in, what is no frame closes the connection and no other', async () => {
  for (const bytes of [length(3), length(640_001), frame(Buffer.alloc(600_000, 0x0a)), frame(noise(1000, 3))]) {
    const client = await server().signIn('cas')
    client.connection.write(bytes)
    await client.closed()
  }
  await expectOthersUnaffected()
})

it('a frame that never ends is waited for, and costs the others nothing', async () => {
  await using connection = await OmtpConnection.open(server())

  connection.write(Buffer.concat([length(640_000), noise(500, 4)]))

  await expectOthersUnaffected()
  expect(connection.received).toEqual([])
})

it.for([types.ping, types.logout, types.hotSessions, types.kickout, 99])(
  'a packet of type %i before the sign-in closes without a reply',
  async (type) => {
    await using connection = await OmtpConnection.open(server())

    connection.write(encodePacket(packet(type, Buffer.alloc(0))))

    await connection.closed()
    expect(connection.received).toEqual([])
  },
)

const whole = { clientId: 'ann', userName: 'ann', password: 'x', deviceType: 5, deviceId: 'd', version: '1' }
const lacking = [
  ['no user', { ...whole, clientId: '' }],
  ['no password', { ...whole, password: '' }],
  ['no device', { ...whole, deviceId: '' }],
  ['no device type', { ...whole, deviceType: 0 }],
  ['a device type that does not exist', { ...whole, deviceType: 99 }],
] as const

it.for(lacking)('a sign-in with %s gets 20 and the end', async ([, login]) => {
  const client = await server().connect()

  const reply = await client.request(types.login, LoginReq.encode(login))

  expect(reply.payload.subarray(0, 3)).toEqual(Buffer.from([0x0a, 0x00, 20]))
  await client.closed()
})

it('a payload that does not decode gets an error or the end, and nobody hears of it', async () => {
  const [ann, ben] = await server().friends('ann-7', 'ben-7')
  const payload = MsgReq.encode({ sessionId: 's', from: 'ann-7', to: 'ben-7', content: 'hello' })

  for (const bytes of [payload.subarray(0, 6), noise(200, 5), Buffer.alloc(60_000, 0x0a)]) {
    const client = await server().signIn('ann-7', { deviceType: 1 })
    const reply = client.request(types.singleChat, bytes).then(({ payload: answer }) => answer.subarray(0, 2))
    await Promise.race([reply.then((start) => expect(start).toEqual(Buffer.from([0x0a, 0x00]))), client.closed()])
    await reply.catch(() => client.closed())
  }

  await ben.expectNothing()
  await ann.expectNothing()
})

it('messages of the wrong size are refused and the connection goes on', async () => {
  const [ann, ben] = await server().friends('ann-6', 'ben-6')

  const long = await ann.send('ben-6', 'x'.repeat(65_700))
  const fits = await ann.send('ben-6', 'x'.repeat(65_400))

  expect(long.errorCode.code).toBe(41)
  expect(fits.errorCode.code).toBe(0)
  expect((await ben.expectMessage()).content).toHaveLength(65_400)
})

it('mutilated packets never hurt anybody else', async () => {
  const good = encodePacket(packet(types.singleChat, MsgReq.encode({ sessionId: 's', from: 'cas', to: 'ann', content: 'hello' })))

  for (let seed = 0; seed < 60; seed++) {
    const client = await server().signIn('cas', { sync: false })
    const bytes = Buffer.from(good)
    for (const [i, byte] of noise(3, seed).entries()) bytes.writeUInt8(byte, 4 + ((byte * 7 + i * 13 + seed) % (bytes.length - 4)))
    client.connection.write(bytes)
    client.connection.write(encodePacket(packet(types.ping, Buffer.alloc(0))))
    await Promise.race([client.connection.reply(types.ping, 'x').catch(() => undefined), client.closed()])
    await client.close()
  }

  await expectOthersUnaffected()
})

/** They were there before, and have not been disturbed. */
async function expectOthersUnaffected(): Promise<void> {
  const [ann, ben] = others
  expect((await ann.send('ben-8', 'Still there?')).errorCode.code).toBe(0)
  expect(await ben.expectMessage()).toMatchObject({ content: 'Still there?' })
  await ann.expectNothing()
}

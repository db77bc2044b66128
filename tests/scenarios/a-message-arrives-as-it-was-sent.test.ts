import { beforeAll, expect, it } from 'vitest'
import { labelOf, type OmtpClient, readMessage } from '../drivers/omtp/client.ts'
import { flags, type Packet, types } from '../drivers/omtp/packets.ts'
import * as structs from '../drivers/omtp/structs.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()
let ann: OmtpClient
let ben: OmtpClient

beforeAll(async () => {
  ;[ann, ben] = await server().friends('ann', 'ben')
})

const label = labelOf('ann', 'ben')
/** Bits that have no meaning yet, above and below. */
const strange = (1n << 20n) | (1n << 40n)

async function send(message: Partial<structs.Message>, header: Partial<Packet> = {}) {
  const payload = structs.MsgReq.encode({ sessionId: label, from: 'ann', to: 'ben', ...message })
  const packet = { type: types.singleChat, version: 1, flags: 0n, packId: `${performance.now()}`, payload, ...header }
  return structs.MsgAck.decode((await ann.connection.request(packet)).payload)
}

it('version, id, mark and unknown flags of the sender come with the message, live and later', async () => {
  const header = { version: 7, packId: '6f1c1c44-8c0d-4d3f-9f53-0a6d0f7b8a55', flags: flags.counter | strange }

  await send({ content: 'hello' }, header)

  const [pushed] = [await ben.expect('message')]
  expect(pushed).toMatchObject(header)
  const { lastMsgs } = (await ben.hotSessions()).items[0] ?? { lastMsgs: [] }
  expect(lastMsgs).toEqual([{ header: { type: types.singleChat, ...header }, payload: pushed.payload }])
})

it('the server gives the number and the time, whatever the sender says', async () => {
  const before = Date.now()

  const ack = await send({ content: 'hello', seqId: 5n, timestamp: BigInt(Math.floor(before / 1000)) })

  const milliseconds = Number(ack.timestamp)
  expect(milliseconds).toBeGreaterThanOrEqual(before - 1000)
  expect(milliseconds).toBeLessThan(before + 60_000)
  expect(Math.abs(Number(ack.seqId) / 1000 - milliseconds), 'microseconds').toBeLessThan(60_000)
  expect(await ben.expectMessage()).toMatchObject({ seqId: ack.seqId, timestamp: ack.timestamp })
})

it.each([
  [12, '{"any":"thing"}'],
  [2, '{"url":"https://example.org/a.png","width":3}'],
  [6, 'no JSON at all'],
  [0, 'of no kind'],
])('content of kind %i goes through as it is', async (contentType, content) => {
  await send({ contentType, content, status: 3 })

  expect(await ben.expectMessage()).toMatchObject({ contentType, content, status: 3 })
})

it('what a phone shows comes with the message, and its place is kept when there is nothing', async () => {
  const pushInfo = { title: 'Ann', summary: 'wrote', url: 'https://example.org' }
  await send({ content: 'with', pushInfo })
  await send({ content: 'without' })

  expect(await ben.expectMessage()).toMatchObject({ pushInfo })
  const { payload } = await ben.expect('message')
  expect(payload.includes(Buffer.from([0x5a, 0x06, 0, 0x16, 0, 0x0b]))).toBe(true)
})

it('each of the two knows the conversation by the name he gave it', async () => {
  const [cas, dan] = await server().friends('cas', 'dan')
  const ack = await cas.send('dan', 'one', { sessionId: 'SC_cas_dan' })
  expect(ack.sessionId).toBe('SC_cas_dan')
  expect((await dan.expectMessage()).sessionId).toBe('SC_cas_dan')

  const answer = await dan.send('cas', 'two', { sessionId: 'ours' })

  expect(answer.sessionId).toBe('ours')
  expect((await cas.expectMessage()).sessionId).toBe('SC_cas_dan')
  expect((await dan.hotSessions()).items.map(({ sessionId }) => sessionId)).toEqual(['ours'])
  for (const [client, name] of [
    [cas, 'SC_cas_dan'],
    [dan, 'ours'],
  ] as const) {
    const { messages } = await client.historyPage(name)
    expect(messages.map((message) => message.sessionId)).toEqual([name, name])
  }
})

it.each(['sessionId', 'from', 'to'] as const)('a message without %s is refused', async (field) => {
  expect((await send({ content: 'hello', [field]: '' })).errorCode.code).toBe(2)
  await ben.expectNothing()
})

it('a message to a friend can be empty', async () => {
  expect((await send({ content: '' })).errorCode.code).toBe(0)
  expect(readMessage(await ben.expect('message')).content).toBe('')
})

it('who acknowledges a message that was pushed is told that nobody asked, and nothing else happens', async () => {
  const { seqId, timestamp } = await send({ content: 'hello' })
  const pushed = await ben.expect('message')
  const ack = structs.MsgAck.encode({ errorCode: structs.CommonErrorCode.zero, sessionId: label, seqId, timestamp })

  const reply = await ben.request(pushed.type, ack, { packId: pushed.packId, flags: flags.ack })

  expect(structs.MsgAck.decode(reply.payload).errorCode.code).toBe(2)
  for (const client of [ann, ben]) await client.expectNothing()
})

it('a message to a group has the name of the group and no other', async () => {
  const group = await ann.createGroup(['ben'])
  expect(await ben.expectSync(2)).toBe(group)

  expect((await ann.tell(group, 'hello', { sessionId: 'lunch' })).errorCode.code).toBe(2)
  await ben.expectNothing()
  expect((await ann.tell(group, 'hello')).sessionId).toBe(group)
})

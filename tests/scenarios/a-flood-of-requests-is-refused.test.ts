import { once } from 'node:events'
import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import type { OmtpClient } from '../drivers/omtp/client.ts'
import { isAck } from '../drivers/omtp/packets.ts'
import { CommonErrorCode } from '../drivers/omtp/structs.ts'
import { startServer } from '../drivers/process.ts'

/** A type that is not served: answered with 1, or with 7 beyond the limit. */
const nothing = 99

it('a connection gets 400 requests at once and 100 a second answered, and the others refused by name, each in its place', async () => {
  await using server = await startServer({ limits: 'as shipped' })
  const [ann, ben] = await server.friends('ann', 'bob')
  const ids = Array.from({ length: 900 }, (_, i) => `flood-${i}`)
  const start = performance.now()

  const replies = await Promise.all(ids.map((packId) => ann.request(nothing, Buffer.alloc(0), { packId })))

  const most = 400 + (performance.now() - start) / 10
  const errors = replies.map(({ payload }) => CommonErrorCode.decode(payload))
  const served = errors.filter(({ code }) => code === 1).length
  expect(served).toBeGreaterThanOrEqual(390)
  expect(served).toBeLessThanOrEqual(most)
  const refused = errors.filter(({ code }) => code === 7)
  expect(served + refused.length).toBe(900)
  for (const { desc } of refused) {
    expect(desc).toMatch(/^too many requests: at most 100 requests a second on one connection; try again in 0\.\d s$/)
  }
  const answered = ann.connection.received.filter((packet) => isAck(packet) && packet.type === nothing)
  expect(answered.map(({ packId }) => packId)).toEqual(ids)

  await ann.ping()
  expect((await ben.send('ann', 'still here')).errorCode.code).toBe(0)
  expect((await ann.expectMessage()).content).toBe('still here')
  await eventually(5_000, 'the limit to let it through again', async () => ((await codeOf(ann)) === 1 ? true : undefined))
})

it('whoever goes on all the same is disconnected, and only he', async () => {
  await using server = await startServer({ env: { MAGPIE_LIMITS_REQUESTS_PER_CONNECTION: '1', MAGPIE_LIMITS_REQUEST_BURST: '10' } })
  const [ann, ben] = await server.friends('ann', 'bob')

  const flood = Array.from({ length: 3000 }, () => codeOf(ann).catch(() => undefined))
  await ann.closed()
  const codes = (await Promise.all(flood)).filter((code) => code !== undefined)

  expect(codes.filter((code) => code === 7).length).toBeGreaterThanOrEqual(100)
  await ben.ping()
  await eventually(5_000, 'the reason in the log', async () => (server.stderr.includes('"reason":"too-many-requests"') ? true : undefined))
})

async function codeOf(client: OmtpClient): Promise<number> {
  return CommonErrorCode.decode((await client.request(nothing, Buffer.alloc(0))).payload).code
}

it.for([
  ['pings', '898000000000'],
  ['empty messages', '828000000000'],
] as const)('a flood of %s over a WebSocket ends its connection', async ([, frame]) => {
  await using server = await startServer({ limits: 'as shipped' })
  const socket = connect(server.httpPort, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(
    'GET /omtp HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  await once(socket, 'data')
  const heard: Buffer[] = []
  socket.on('data', (chunk) => heard.push(chunk))
  const closed = once(socket, 'close')
  for (let i = 0; i < 100; i++) socket.write(Buffer.from(frame.repeat(100), 'hex'))
  await closed
  expect(Buffer.concat(heard).toString('latin1')).toContain('too-many-requests')
})

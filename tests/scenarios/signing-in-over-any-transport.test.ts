import { expect, it } from 'vitest'
import { type Server, startServer } from '../drivers/process.ts'
import { certificateFile, proxied, type Transport, tcp, tls, WebSocketStream, webSocket } from '../drivers/transports.ts'

const env = { MAGPIE_TLS_CERT: certificateFile('first', 'cert'), MAGPIE_TLS_KEY: certificateFile('first', 'key') }

/** Both sign in, become friends, and hear each other; a long message too. */
async function chat(server: Server, via: Transport): Promise<void> {
  const [ann, ben] = [await server.signIn('ann', { via }), await server.signIn('ben', { via })]
  expect((await ann.send('ben', 'Lunch?')).errorCode.code).toBe(0)
  expect((await ann.send('ben', 'x'.repeat(60_000))).errorCode.code).toBe(0)
  expect((await ben.expectMessage()).content).toBe('Lunch?')
  expect((await ben.expectMessage()).content).toHaveLength(60_000)
  await ann.logout()
  await ann.closed()
}

it('people chat over WebSockets, however their bytes are cut into messages', async () => {
  await using server = await startServer()
  await chat(server, webSocket())
  await chat(server, webSocket('ws', { pieces: 7 }))
})

it('people chat over TLS and over secure WebSockets, and nothing else is listened to then', async () => {
  await using server = await startServer({ env })
  await chat(server, tls())
  await chat(server, webSocket('wss'))
  const stranger = await server.connect(tcp)
  await expect(stranger.signIn('ann', { password: server.token('ann') })).rejects.toThrow('the connection ended')
  await expect(server.connect(tls('second'))).rejects.toThrow('certificate')
})

it('a path that nobody serves is no WebSocket', async () => {
  await using server = await startServer()
  const socket = new WebSocket(`ws://127.0.0.1:${server.httpPort}/nothing`)
  await new Promise((resolve) => {
    socket.onerror = resolve
  })
  await chat(server, webSocket())
})

it('the end of a WebSocket says why', async () => {
  await using server = await startServer()
  for (const [bytes, reason] of [
    ['text', 'malformed'],
    [Buffer.from('ffffffff', 'hex'), 'frame-too-large'],
  ] as const) {
    const socket = new WebSocket(`ws://127.0.0.1:${server.httpPort}/omtp`)
    const stream = new WebSocketStream(socket, 1000)
    socket.addEventListener('open', () => socket.send(bytes))
    await new Promise((resolve) => stream.once('close', resolve))
    expect(stream.ended?.reason).toBe(reason)
  }
})

const v1 = (address: string) => Buffer.from(`PROXY TCP4 ${address} 192.0.2.1 51234 7100\r\n`)
const v2 = (last: number) =>
  Buffer.from(`0d0a0d0a000d0a515549540a2111000ccb0071${last.toString(16).padStart(2, '0')}c0000201c8221bbc`, 'hex')

it.for([
  ['', {}, {}],
  [' and TLS below it', env, { trusting: 'first' }],
] as const)('behind a balancer people chat with a PROXY header of either version%s', async ([, more, trusting]) => {
  await using server = await startServer({ env: { ...more, MAGPIE_PROXY_PROTOCOL: 'true', MAGPIE_PROXY_TRUSTED: '127.0.0.0/8' } })
  await chat(server, proxied(v1('203.0.113.7'), trusting))
  await chat(server, proxied(v2(7), trusting))
  const direct = await server.connect(tcp)
  await expect(direct.signIn('ann', { password: server.token('ann') })).rejects.toThrow('the connection ended')
})

it('limits count those behind a balancer under their own addresses', async () => {
  const limits = { MAGPIE_LIMITS_CONNECTIONS_PER_ADDRESS: '1' }
  await using server = await startServer({ env: { ...limits, MAGPIE_PROXY_PROTOCOL: 'true', MAGPIE_PROXY_TRUSTED: '127.0.0.1' } })
  await server.signIn('ann', { via: proxied(v1('203.0.113.7')) })
  await server.signIn('ben', { via: proxied(v2(8)) })
  const second = await server.connect(proxied(v2(7)))
  await second.closed()
})

it('who is no trusted proxy cannot choose his address', async () => {
  await using server = await startServer({ env: { MAGPIE_PROXY_PROTOCOL: 'true', MAGPIE_PROXY_TRUSTED: '203.0.113.0/24' } })
  await chat(server, tcp)
  const liar = await server.connect(proxied(v1('203.0.113.7')))
  await liar.closed()
})

it('limits count WebSockets behind a proxy under the addresses that it names', async () => {
  await using server = await startServer({ env: { MAGPIE_LIMITS_CONNECTIONS_PER_ADDRESS: '1', MAGPIE_PROXY_TRUSTED: '127.0.0.1, ::1' } })
  const from = (address: string) => webSocket('ws', { headers: { 'x-forwarded-for': `198.51.100.1, ${address}` } })
  await server.signIn('ann', { via: from('203.0.113.7') })
  await server.signIn('ben', { via: from('203.0.113.8') })
  const second = await server.connect(from('203.0.113.7'))
  await second.closed()
})

it.for([
  ['a TLS handshake', env],
  ['a PROXY header', { MAGPIE_PROXY_PROTOCOL: 'true', MAGPIE_PROXY_TRUSTED: '127.0.0.1' }],
] as const)('who does not begin with %s in time is closed', async ([, more]) => {
  await using server = await startServer({ env: { ...more, MAGPIE_LIMITS_SIGN_IN_SECONDS: '0.5' } })
  const silent = await server.connect(tcp)
  await silent.closed()
})

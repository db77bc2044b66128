import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'
import { certificateFile } from '../drivers/transports.ts'

it('who has no key is limited by his own address, also behind a proxy, and a backend is told by it in the audit log', async () => {
  const env = { MAGPIE_PROXY_TRUSTED: '127.0.0.1', MAGPIE_LIMITS_REQUESTS_WITHOUT_KEY: '1' }
  await using server = await startServer({ env })
  const backend = await server.backend('admin')
  const ask = async (address: string, key = 'wrong') => {
    const headers = { authorization: `Bearer ${key}`, 'x-forwarded-for': `10.9.8.7, ${address}` }
    return (await fetch(`${backend.url}/api/v1/users`, { headers })).status
  }
  const flood: number[] = []
  for (let i = 0; i < 12; i++) flood.push(await ask('2001:db8::1'))
  expect([flood[0], flood.at(-1)]).toEqual([401, 429])
  expect([await ask('2001:db8::ffff'), await ask('192.0.2.2'), await ask('2001:db8::1', backend.key)]).toEqual([429, 401, 200])

  const audited = { 'x-forwarded-for': '192.0.2.3' }
  await backend.do('POST', '/api/v1/users', { id: 'nell' }, audited)
  await expect.poll(async () => (await backend.get('/api/v1/audit')).items[0]).toMatchObject({ subject: 'nell', detail: 'from 192.0.2.3' })
  await expect.poll(() => server.stderr).toContain('"address":"192.0.2.3"')
})

const tls = { MAGPIE_TLS_CERT: certificateFile('first', 'cert'), MAGPIE_TLS_KEY: certificateFile('first', 'key') }

it.for([
  ['HTTP', {}],
  ['HTTPS', tls],
] as const)('connections over %s that say nothing are limited', async ([, env]) => {
  await using server = await startServer({ env: { ...env, MAGPIE_LIMITS_CONNECTIONS_PER_ADDRESS: '2' } })
  const dial = async () => {
    const socket = connect(server.httpPort, '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    return socket.resume()
  }
  const held = [await dial(), await dial()]
  await once(await dial(), 'close')
  for (const socket of held) socket.destroy()
})

it('a client that would rather speak HTTP/2 is answered, and a WebSocket where there is none is refused with a reason', async () => {
  await using server = await startServer()
  const ask = async (path: string, upgrade: string) => {
    const socket = connect(server.httpPort, '127.0.0.1').setEncoding('utf8')
    socket.end(
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: ${upgrade}\r\nHTTP2-Settings: AA\r\n\r\n`,
    )
    return (await socket.toArray()).join('')
  }
  expect(await ask('/healthz', 'h2c')).toMatch(/^HTTP\/1.1 200 [\s\S]*\{"alive":true\}/)
  expect(await ask('/nowhere', 'websocket')).toMatch(/^HTTP\/1.1 404 [\s\S]*"code":"NotFound"/)
})

it('who asks for what cannot be is told why', async () => {
  await using server = await startServer()
  const ask = async (request: string) => {
    const socket = connect(server.httpPort, '127.0.0.1').setEncoding('utf8')
    socket.end(request)
    return (await socket.toArray()).join('')
  }
  const refusal = (status: number, words: string) => new RegExp(`^HTTP/1.1 ${status} [^]*"message":"[^"]*${words}"`)
  expect(await ask('GET /healthz HTTP/1.1\r\n\r\n')).toMatch(refusal(400, 'the header Host is missing'))
  expect(await ask('BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(refusal(400, 'there is no such method'))
  const tea = 'GET /pot HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nConnection: close\r\n\r\n'
  expect(await ask(tea)).toMatch(refusal(404, 'no operation has this path'))
})

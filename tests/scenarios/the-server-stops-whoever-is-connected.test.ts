import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'
import { certificateFile, webSocket } from '../drivers/transports.ts'

const tls = { MAGPIE_TLS_CERT: certificateFile('first', 'cert'), MAGPIE_TLS_KEY: certificateFile('first', 'key') }

it.for([
  ['', {}, 'ws'],
  [' of TLS', tls, 'wss'],
] as const)('the server stops though clients%s say nothing, or never end what they say', async ([, env, scheme]) => {
  await using server = await startServer({ env })
  const ann = await server.signIn('ann', { via: webSocket(scheme) })
  const ports = [server.port, server.httpPort]
  const sockets = ports.flatMap((port) => ['', 'POST /api/v1/users HTTP/1.1\r\nHost: a\r\nContent-Le'].map((text) => ({ port, text })))
  const open = sockets.map(({ port, text }) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(text)
    return socket
  })
  await Promise.all(open.map((socket) => (socket.connecting ? once(socket, 'connect') : undefined)))
  expect(await server.stop()).toBe(0)
  await ann.closed()
})

import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Backend } from '../drivers/http.ts'
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

it('the server stops though an operator left a connection to its control socket open', async () => {
  await using server = await startServer()
  const socket = connect(join(server.data, 'control.sock'))
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  expect(await server.stop()).toBe(0)
})

it('a server that stops answers what backends asked before, and turns away who comes later', async () => {
  await using server = await startServer()
  const backend = await server.backend('write', 'read')
  const made: string[] = []
  const refused: string[] = []
  const many = Promise.withResolvers<void>()
  const work = async (worker: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const id = `user-${worker}-${i}`
      const reply = await backend.ask('POST', '/api/v1/users', { id }).catch(() => undefined)
      if (reply === undefined) return
      expect([201, 503]).toContain(reply.status)
      const outcome = reply.status === 201 ? made : refused
      outcome.push(id)
      if (made.length === 40) many.resolve()
    }
  }
  const workers = [1, 2, 3, 4].map(work)
  await many.promise
  expect(await server.stop()).toBe(0)
  await Promise.all(workers)

  await server.start()
  const again = new Backend(`http://127.0.0.1:${server.httpPort}`, backend.key)
  const created = (await again.all('/api/v1/users', 200)).map(({ id }) => id)
  expect(created).toEqual(expect.arrayContaining(made))
  expect(created.filter((id) => refused.includes(id))).toEqual([])
})

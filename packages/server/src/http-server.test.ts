import { once } from 'node:events'
import { Agent, type RequestListener, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Clock } from '@magpie-im/model'
import { expect, it, onTestFinished } from 'vitest'
import { HttpServer } from './http-server.ts'

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

it('connections that sent nothing are limited for each address, and one that ends makes room', async () => {
  const { dial, refusals } = await open({ connectionsPerAddress: 2 })
  const [first] = [await dial(), await dial()]
  await once(await dial(), 'close')
  expect(refusals()).toBe(1)
  first.destroy()
  await expect.poll(async () => await isOpen(await dial())).toBe(true)
})

it('a proxy that others connect through is not limited', async () => {
  const { dial, refusals } = await open({ connectionsPerAddress: 1, trusted: (address: string) => address === '127.0.0.1' })
  const sockets = [await dial(), await dial(), await dial()]
  expect(await Promise.all(sockets.map(isOpen))).toEqual([true, true, true])
  expect(refusals()).toBe(0)
})

it('a connection that cannot be accepted, again and again, ends nothing', async () => {
  const { http } = await open()
  for (let i = 0; i < 3; i++) http.server.emit('error', new Error('accept EMFILE'))
  expect(http.server.listening).toBe(true)
})

it.each([
  ['BREW / HTTP/1.1\r\n\r\n', 400, 'there is no such method'],
  ['what is this\r\n\r\n', 400, 'there is no such method'],
  ['GET / HTTP/1.1\r\nHost: a\r\nno header\r\n\r\n', 400, 'the request is malformed'],
  [`GET / HTTP/1.1\r\nHost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'the headers have more than 16 KiB'],
  ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400, 'the length of the body is given twice'],
  [
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'the length of the body is not clear',
  ],
])('what is no request is refused in words: %j', async (request, status, words) => {
  const { dial } = await open()
  const socket = await dial()
  socket.write(request)
  const answer = (await socket.setEncoding('utf8').toArray()).join('')
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*content-length: ${body.length}\r\n`))
  expect(JSON.parse(body)).toEqual({ error: { code: 'BadRequest', message: expect.stringContaining(words), details: {} } })
})

it('an answer that has begun ends without another in it', async () => {
  const begun = Promise.withResolvers<void>()
  const handle: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half', () => begun.resolve())
  }
  const { dial } = await open({ handle })
  const socket = await dial()
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await begun.promise
  socket.write('BREW\r\n\r\n')
  expect((await socket.setEncoding('utf8').toArray()).join('')).toMatch(/\r\n\r\nhalf$/)
})

it.each(['h2c', 'websocket'])('who offers to go on with %s where there is no such thing is answered by HTTP', async (protocol) => {
  const { http } = await open()
  // A WebSocket listener hears all that is let through.
  http.server.on('upgrade', (_, socket) => socket.destroy())
  const headers = { connection: 'Upgrade', upgrade: protocol }
  const asked = request({ ...http.address, headers }).end()
  const [answer] = await once(asked, 'response')
  expect(answer.statusCode).toBe(200)
  answer.resume()
})

it('a stop waits for what is being answered, and not for whoever only holds a connection open', async () => {
  const answering = Promise.withResolvers<() => void>()
  const { http, dial } = await open({ handle: (_, response) => answering.resolve(() => response.end('done')) })
  const idle = await dial()
  idle.resume()
  const asked = request({ ...http.address, agent: new Agent({ keepAlive: true }) }).end()
  const answer = await answering.promise
  let stopped = false
  const stopping = http.close(clock).then(() => {
    stopped = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(stopped).toBe(false)
  answer()
  const [response] = await once(asked, 'response')
  expect(response.headers.connection).toBe('close')
  expect((await response.setEncoding('utf8').toArray()).join('')).toBe('done')
  await stopping
  await once(idle, 'close')
})

it('a stop does not wait longer than a while', async () => {
  const asked = Promise.withResolvers<void>()
  const { http } = await open({ handle: () => asked.resolve() })
  const waiting = request(http.address).end()
  const cut = once(waiting, 'error')
  await asked.promise
  const stopping = http.close(clock)
  for (const action of due.splice(0)) action()
  await stopping
  await cut
})

const due: (() => void)[] = []
const clock: Clock = {
  now: () => 0,
  monotonic: () => 0,
  after: (_, action) => {
    due.push(action)
    return { cancel: () => undefined }
  },
}

interface Some {
  readonly connectionsPerAddress?: number
  readonly trusted?: (address: string) => boolean
  readonly handle?: RequestListener
}

async function open({ connectionsPerAddress = 100, trusted = () => false, handle = (_, response) => void response.end() }: Some = {}) {
  let refusals = 0
  const refused = () => {
    refusals++
  }
  const place = { host: '127.0.0.1', port: 0 }
  const limits = { connectionsPerAddress, trusted, refused, handshakeMs: 10_000 }
  const http = await HttpServer.open({ ...place, ...limits, handle, certificate: undefined, webSockets: ['/ws'], log })
  onTestFinished(() => {
    http.server.close()
    http.server.closeAllConnections()
  })
  const dial = async (): Promise<Socket> => {
    const socket = connect(http.address)
    socket.on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    return socket
  }
  return { http, dial, refusals: () => refusals }
}

/** Whether it is answered. */
async function isOpen(socket: Socket): Promise<boolean> {
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  const [first] = await Promise.race([once(socket, 'data'), once(socket, 'close')])
  return Buffer.isBuffer(first)
}

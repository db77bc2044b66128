import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ChaosProxy } from './chaos-proxy.ts'
import { seeded } from './seeded.ts'
import { dialTcp } from './tcp-line.ts'

let server: Server
let proxy: ChaosProxy
const accepted: Socket[] = []

beforeEach(async () => {
  server = createServer((socket) => accepted.push(socket.on('error', () => undefined))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy = await ChaosProxy.open(seeded(1))
  proxy.target = (server.address() as AddressInfo).port // as: it listens to a port
})

afterEach(() => {
  proxy.close()
  for (const socket of accepted.splice(0)) socket.destroy()
  server.close()
})

/** A client and what reaches it. */
function client() {
  const chunks: Uint8Array[] = []
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const line = dialTcp(proxy.port)({ received: (bytes) => chunks.push(bytes), ended: resolve })
  return { line, ended, received: () => Buffer.concat(chunks) }
}

async function serverSide(): Promise<Socket> {
  if (accepted.length === 0) await once(server, 'connection')
  const socket = accepted.at(-1)
  if (socket === undefined) throw new Error('nobody connected')
  return socket
}

async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of socket) chunks.push(chunk)
  } catch {
    // Ended by a reset: what came before it counts.
  }
  return Buffer.concat(chunks)
}

const bytes = (count: number) => Buffer.from(Array.from({ length: count }, (_, index) => index % 251))

it('carries everything in order, whatever manner a connection has', async () => {
  for (let i = 0; i < 12; i++) {
    const { line } = client()
    const socket = await serverSide()
    accepted.pop()
    const all = readAll(socket)
    for (let part = 0; part < 10; part++) line.write(bytes(5000).subarray(part * 500, part * 500 + 500))
    socket.write('x')
    // The server's end follows what it was sent.
    await expect.poll(() => socket.bytesRead, { timeout: 5000 }).toBe(5000)
    line.cut()
    expect((await all).equals(bytes(5000))).toBe(true)
  }
})

it('a cut lets a part through, then ends both sides', async () => {
  proxy.beGentle(true)
  const { line, ended, received } = client()
  const socket = await serverSide()
  let cuts = 0
  proxy.cutOne(() => cuts++)

  const all = readAll(socket)
  line.write(bytes(1000))
  socket.write(bytes(1000))
  await ended

  expect(cuts).toBe(1)
  const [up, down] = [(await all).length, received().length]
  expect([up, down].some((length) => length > 0 && length < 1000)).toBe(true)
})

it('a stalled connection carries everything later', async () => {
  proxy.beGentle(true)
  const { line, received } = client()
  const socket = await serverSide()
  const goOn = [1, 2, 3, 4].map(() => proxy.stallOne())
  socket.write('down')
  line.write(Buffer.from('up'))
  const heard: string[] = []
  socket.on('data', (chunk) => heard.push(String(chunk)))

  for (const go of goOn) go?.()
  await expect.poll(() => [heard.join(''), received().toString()]).toEqual(['up', 'down'])
})

it('without a server a connection ends at once, and later ones reach the next', async () => {
  const port = proxy.target
  proxy.target = undefined
  await client().ended
  proxy.target = port
  client()
  expect(await serverSide()).toBeDefined()
})

import { duplexPair } from 'node:stream'
import { expect, it } from 'vitest'
import type { Receiver, Socket } from '../connection.ts'
import { FakeSocket } from '../testing/socket.fixture.ts'
import { CarriedSockets } from './carried-sockets.ts'
import { Carrier } from './carrier.ts'

/** Who is told of a carried connection, on the side that decides. */
class Told implements Receiver {
  readonly socket: Socket
  heard = ''
  isClosed = false

  constructor(socket: Socket) {
    this.socket = socket
  }

  receive(chunk: Buffer): void {
    this.heard += chunk
  }

  closed(): void {
    this.isClosed = true
  }
}

/** Both sides, and a way to let everything between them arrive. */
function bothSides({ refusing = false } = {}) {
  const [near, far] = duplexPair()
  const told: Told[] = []
  const accept = (socket: Socket) => {
    if (refusing) {
      socket.destroy()
      return undefined
    }
    const one = new Told(socket)
    told.push(one)
    return one
  }
  let gone = false
  const closed = () => {
    gone = true
  }
  const carrier = new Carrier({ stream: far, atEndOfTick: setImmediate, closed })
  const sockets = new CarriedSockets({ stream: near, accept, soon: process.nextTick, later: setImmediate })
  const settle = async () => {
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
  }
  const open = async (address = '192.0.2.1') => {
    const socket = new FakeSocket(address)
    const receiver = carrier.accept(socket)
    await settle()
    const one = told.at(-1)
    if (one === undefined) throw new Error('nobody was told of the connection')
    return { socket, receiver, told: one }
  }
  return { carrier, sockets, told, settle, open, near, gone: () => gone }
}

it('a connection, what is said on it in both directions, and its end, arrive', async () => {
  const { open, settle, sockets } = bothSides()
  const { socket, receiver, told } = await open()
  receiver.receive(Buffer.from('hello'))
  await settle()
  let written = 0
  told.socket.write(Buffer.from('welcome'), () => written++)
  await settle()
  expect([told.socket.address, told.heard, socket.writes.map(String), written]).toEqual(['192.0.2.1', 'hello', ['welcome'], 1])
  receiver.closed()
  await settle()
  expect([told.isClosed, sockets.size]).toEqual([true, 0])
})

it('pause, resume, end and destroy reach the socket in their order', async () => {
  const { open, settle } = bothSides()
  const { socket, told } = await open()
  told.socket.pause()
  told.socket.resume()
  told.socket.end('kicked')
  told.socket.destroy()
  await settle()
  expect(socket.calls).toEqual(['pause', 'resume', 'end', 'destroy'])
})

it('a connection that is refused is closed, and nothing is heard of it', async () => {
  const { carrier, settle, told } = bothSides({ refusing: true })
  const socket = new FakeSocket()
  const receiver = carrier.accept(socket)
  receiver.receive(Buffer.from('too late'))
  await settle()
  expect([socket.calls, told]).toEqual([['destroy'], []])
})

it('of a connection that was destroyed nothing more is heard, and what is on its way to it goes nowhere', async () => {
  const { open, settle } = bothSides()
  const { socket, receiver, told } = await open()
  receiver.receive(Buffer.from('on its way'))
  told.socket.destroy()
  await settle()
  told.socket.write(Buffer.from('nobody there'), () => undefined)
  receiver.closed()
  const next = await open()
  await settle()
  expect([told.heard, told.isClosed, socket.writes, next.socket.writes]).toEqual(['', false, [], []])
})

it('what a client does not read counts as not written, until it has read everything', async () => {
  const { open, settle } = bothSides()
  const { socket, told } = await open()
  let written = 0
  const write = async () => {
    told.socket.write(Buffer.alloc(40_000), () => written++)
    await settle()
  }
  socket.stalled = true
  await write()
  await write()
  const beforeItIsNoticed = written
  await write()
  expect(written - beforeItIsNoticed).toBe(0)
  socket.read()
  await settle()
  expect(written).toBe(3)
})

it('while the stream between them is full nobody is read, and after that everybody who may be', async () => {
  const { open, settle, near } = bothSides()
  const [ann, ben] = [await open(), await open()]
  ben.told.socket.pause()
  await settle()
  near.pause()
  for (let i = 0; i < 40; i++) {
    ann.receiver.receive(Buffer.alloc(65_536, 'a'))
    ben.receiver.receive(Buffer.alloc(65_536, 'b'))
    await settle()
  }
  expect([ann.socket.calls, ben.socket.calls]).toEqual([['pause'], ['pause']])
  near.resume()
  await settle()
  expect([ann.socket.calls, ben.socket.calls]).toEqual([['pause', 'resume'], ['pause']])
  expect([ann.told.heard.length, ben.told.heard.length]).toEqual([40 * 65_536, 40 * 65_536])
})

it('when the carrier is gone all its connections are, and when the other side is gone the carrier is told', async () => {
  const { open, settle, near, gone, told, sockets } = bothSides()
  for (let i = 0; i < 3; i++) await open()
  near.destroy()
  await settle()
  expect([told.map(({ isClosed }) => isClosed), sockets.size, gone()]).toEqual([[true, true, true], 0, true])
})

import type { Socket } from '@magpie-im/gateway'
import { seeded } from '@magpie-im/journal'
import { beforeEach, expect, it } from 'vitest'
import { Network } from './network.ts'
import { Schedule } from './schedule.ts'

const text = 'the quick brown fox jumps over the lazy dog'

let schedule: Schedule
let network: Network
let server: { socket: Socket | undefined; got: Buffer[]; closed: number }
let phone: { got: Buffer[]; ended: number }

beforeEach(() => {
  schedule = new Schedule()
  network = listening()
  server = { socket: undefined, got: [], closed: 0 }
  phone = { got: [], ended: 0 }
})

function listening(): Network {
  const made = new Network({ schedule, random: seeded(7) })
  made.listen((socket) => {
    server.socket = socket
    return { receive: (bytes) => void server.got.push(bytes), closed: () => server.closed++ }
  })
  return made
}

function dial() {
  return network.dialFrom('10.0.0.1')({ received: (bytes) => void phone.got.push(Buffer.from(bytes)), ended: () => phone.ended++ })
}

const settle = () => schedule.run(() => false)
const textOf = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString()

it('what is written before the connection stands arrives, both ways, later', async () => {
  dial().write(Buffer.from(text))
  await settle()
  server.socket?.write(Buffer.from(text), () => undefined)
  await settle()
  expect([textOf(server.got), textOf(phone.got)]).toEqual([text, text])
  expect(schedule.now).toBeGreaterThan(0)
})

it('a connection that is cut up delivers byte by byte, in order', async () => {
  const line = dial()
  await settle()
  network.of('10.0.0.1')?.cutUp('bytes')
  line.write(Buffer.from(text))
  await settle()
  expect(server.got).toHaveLength(text.length)
  expect(textOf(server.got)).toBe(text)
})

it('a connection that breaks after any number of bytes has delivered exactly these, and both ends lose it once', async () => {
  for (let bytes = 0; bytes < text.length; bytes++) {
    server.got = []
    server.closed = phone.ended = 0
    const line = dial()
    await settle()
    network.of('10.0.0.1')?.breakAfter(bytes, 'up')
    line.write(Buffer.from(text))
    await settle()
    expect(textOf(server.got)).toBe(text.slice(0, bytes))
    expect([server.closed, phone.ended]).toEqual([1, 1])
  }
})

it('for a phone that does not read the network takes a window, and the rest when it reads on', async () => {
  const line = dial()
  await settle()
  line.pause()
  let taken = 0
  for (let i = 0; i < 100; i++) server.socket?.write(Buffer.alloc(1000), () => taken++)
  await settle()
  expect(taken).toBeGreaterThan(0)
  expect(taken).toBeLessThan(20)
  expect(phone.got).toHaveLength(0)
  line.resume()
  await settle()
  expect([taken, textOf(phone.got).length]).toEqual([100, 100_000])
})

it('a server that says good-bye is heard before the end, and where nobody listens a connection ends', async () => {
  dial()
  await settle()
  server.socket?.write(Buffer.from('bye'), () => undefined)
  server.socket?.end('stopping')
  await settle()
  expect([textOf(phone.got), phone.ended, server.closed]).toEqual(['bye', 1, 1])

  network.deafen()
  dial()
  await settle()
  expect(phone.ended).toBe(2)
})

it('a killed server is missed at once or after what was on its way, a dead machine after a while', async () => {
  dial()
  await settle()
  network.lose({ silently: false })
  await settle()
  expect(phone.ended).toBe(1)

  network = listening()
  dial()
  await settle()
  const before = schedule.now
  network.lose({ silently: true })
  await settle()
  expect([phone.ended, server.closed]).toEqual([2, 0])
  expect(schedule.now - before).toBeGreaterThan(200)
})

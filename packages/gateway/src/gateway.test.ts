import { expect, it } from 'vitest'
import { Gateway, type GatewayLimits } from './gateway.ts'
import type { Slot } from './pipeline.ts'
import type { Route } from './protocol.ts'
import { Registry } from './registry.ts'
import { Counted, watchOf } from './testing/counted.fixture.ts'
import { FakeClock } from './testing/fake-clock.fixture.ts'
import { limits, nobodyWatches, silent } from './testing/far-end.fixture.ts'
import { type Line, lines } from './testing/lines.fixture.ts'
import { FakeSocket } from './testing/socket.fixture.ts'

it('connections of one address are limited, and one that ends makes room', () => {
  const { gateway, connect } = open({ connectionsPerAddress: 2 })
  const first = connect('10.0.0.1')
  connect('10.0.0.1')
  const refused = connect('10.0.0.1')
  expect([refused.connection, refused.socket.calls]).toEqual([undefined, ['destroy']])
  expect(connect('10.0.0.2').connection).toBeDefined()

  first.connection?.closed()
  expect(connect('10.0.0.1').connection).toBeDefined()
  expect(gateway.connections).toBe(3)
})

it('whoever knocks again and again is refused every time and does not fill the log', () => {
  const { connect, warnings } = open({ connectionsPerAddress: 1 })
  connect('2001:db8::1')
  for (let i = 2; i < 1000; i++) expect(connect(`2001:db8::${i.toString(16)}`).connection).toBeUndefined()
  expect(warnings().length).toBe(20)
})

it('strangers whose connections are closed do not fill the log either', () => {
  const { connect, infos } = open({ connectionsPerAddress: 1000 })
  for (let i = 0; i < 500; i++) connect().connection?.close('not-signed-in')
  expect(infos().length).toBe(100)
})

it('every connection has a number of its own', () => {
  const { connect } = open()
  const first = connect()
  first.connection?.closed()
  expect(connect().connection?.id).not.toBe(first.connection?.id)
})

it('one timer ends whatever lasts too long, again and again', () => {
  const { clock, connect } = open()
  const first = connect()
  clock.pass(5_000)
  const second = connect()
  for (let i = 0; i < 10; i++) clock.pass(500)
  expect([first.connection?.state, second.connection?.state]).toEqual(['draining', 'open'])
  for (let i = 0; i < 10; i++) clock.pass(500)
  expect([first.connection?.state, second.connection?.state]).toEqual(['closed', 'draining'])
})

it('a process that stood still reads what came meanwhile before it calls anybody silent', () => {
  const { clock, connect } = open({ signInMs: 10_000 })
  const { connection } = connect()
  clock.stall(60_000)
  expect(connection?.state).toBe('open')
  clock.pass(500)
  expect(connection?.state).toBe('draining')
})

it('a process that stands still again and again ends what lasts too long nevertheless', () => {
  const { clock, connect } = open({ signInMs: 10_000 })
  const { connection } = connect()
  clock.stall(20_000)
  clock.stall(20_000)
  expect(connection?.state).toBe('draining')
})

it('a stop answers what was started, starts nothing new, and closes', async () => {
  const slots: Slot[] = []
  const { gateway, connect } = open({}, { access: 'anyone', order: 'pipelined', handle: (_, __, slot) => void slots.push(slot) })
  const { connection, socket } = connect()
  connection?.receive(Buffer.from('ask\nask\n'))
  const stopped = gateway.stop('stopping')
  connection?.receive(Buffer.from('ask\n'))
  expect([slots.length, socket.calls]).toEqual([2, []])

  for (const [index, slot] of slots.entries()) slot.complete(Buffer.from(`answer ${index}\n`))
  await until(() => socket.calls.length > 0)
  expect([socket.writes.join(''), socket.calls]).toEqual(['answer 0\nanswer 1\n', ['end']])
  connection?.closed()
  await stopped
})

it('a stop does not wait for a peer that does not close, nor for an answer that does not come', async () => {
  const { gateway, clock, connect } = open({}, { access: 'anyone', order: 'pipelined', handle: () => undefined })
  const { connection, socket } = connect()
  connection?.receive(Buffer.from('ask\n'))
  const stopped = gateway.stop('stopping')

  clock.pass(limits.drainMs)
  await until(() => socket.calls.includes('end'))
  for (let passed = 0; passed < limits.drainMs; passed += 500) clock.pass(500)
  await stopped
  expect([connection?.state, gateway.connections]).toEqual(['closed', 0])
})

it('who knocks while it stops is refused, so a stop ends', async () => {
  const { gateway, connect } = open()
  const { connection, socket } = connect()
  const stopped = gateway.stop('stopping')
  const late = connect()
  expect([late.connection, late.socket.calls]).toEqual([undefined, ['destroy']])
  await until(() => socket.calls.includes('end'))
  connection?.closed()
  await stopped
})

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await Promise.resolve()
}

function open(some: Partial<GatewayLimits> = {}, ask?: Route<Line>) {
  const clock = new FakeClock()
  const metrics = new Counted()
  const warnings: string[] = []
  const infos: string[] = []
  const registry = new Registry({ policy: 'many', subscriptionsOf: () => [], presence: nobodyWatches, log: silent })
  const all = { ...limits, connectionsPerAddress: 10, ...some }
  const gateway = new Gateway({
    registry,
    limits: all,
    clock,
    log: { ...silent, warn: (message) => void warnings.push(message), info: (message) => void infos.push(message) },
    metrics,
    watch: watchOf(metrics, silent),
    atEndOfTick: queueMicrotask,
  })
  const protocol = lines(ask === undefined ? {} : { ask })
  const connect = (address = '127.0.0.1') => {
    const socket = new FakeSocket(address)
    return { socket, connection: gateway.accept(socket, protocol) }
  }
  return { gateway, clock, metrics, connect, warnings: () => warnings, infos: () => infos }
}

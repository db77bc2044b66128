import { type Device, parseUserId } from '@magpie-im/model'
import { expect, it } from 'vitest'
import { OpenConnections } from './open-connections.ts'
import { Registry } from './registry.ts'
import { FakeClock } from './testing/fake-clock.fixture.ts'
import { FarEnd, nobodyWatches, silent } from './testing/far-end.fixture.ts'

const ann = parseUserId('ann')
const ben = parseUserId('ben')
const all = { user: undefined, above: 0, limit: 10 }

it('who is signed in is listed with device, door and since when', () => {
  const { open, signIn, clock, connect } = house()
  connect()
  const at = clock.now()
  const end = signIn({ id: 'd1', type: 'ios', name: 'my phone' })
  clock.pass(5_000)
  expect(open.list(all)).toEqual([
    {
      id: end.connection.id,
      user: ann,
      device: { id: 'd1', type: 'ios', name: 'my phone', appVersion: '' },
      address: '127.0.0.1',
      door: 'lines',
      protocolVersion: '',
      signedInAt: at,
    },
  ])
})

it('a list is of one user, or goes on behind an id', () => {
  const { open, signIn } = house()
  const ids = ['a', 'b', 'c'].map((id) => signIn({ id }).connection.id)
  const idsOf = (query: object) => open.list({ ...all, ...query }).map(({ id }) => id)
  expect(idsOf({ user: ann })).toEqual(ids)
  expect(idsOf({ user: ben })).toEqual([])
  expect(idsOf({ above: ids[0], limit: 1 })).toEqual([ids[1]])
  expect(idsOf({ above: ids[2] })).toEqual([])
})

it('one is ended, the others stay, and who is gone is passed over', () => {
  const { open, signIn } = house()
  const [first, second] = [signIn({ id: 'a' }), signIn({ id: 'b' })]
  expect(open.end(first.connection.id)).toBe(true)
  expect([first.state, second.state]).toEqual(['draining', 'signed-in'])
  expect(open.list(all).map(({ id }) => id)).toEqual([second.connection.id])
  expect([open.end(first.connection.id), open.end(1_000_000)]).toEqual([false, false])
})

function house() {
  const clock = new FakeClock()
  const registry = new Registry({ policy: 'many', subscriptionsOf: () => [], presence: nobodyWatches, log: silent })
  const ends: FarEnd[] = []
  const connect = () => {
    const end = new FarEnd({ clock })
    ends.push(end)
    return end
  }
  const signIn = (device: Partial<Device>) => {
    const end = connect()
    end.signIn(device, registry)
    return end
  }
  const connections = { [Symbol.iterator]: () => ends.map(({ connection }) => connection)[Symbol.iterator]() }
  return { open: new OpenConnections({ all: connections, registry }), signIn, connect, clock }
}

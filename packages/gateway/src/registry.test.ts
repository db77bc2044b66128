import { type Device, parseUserId } from '@magpie-im/model'
import { expect, it, vi } from 'vitest'
import { type DevicePolicy, Registry } from './registry.ts'
import type { Session } from './session.ts'
import { arrival } from './testing/events.fixture.ts'
import { FarEnd, nobodyWatches, silent } from './testing/far-end.fixture.ts'

const ann = parseUserId('ann')

it('an event goes to every device of the user but the one it came from', () => {
  const { registry, signIn } = open('many')
  const ends = [signIn('phone'), signIn('tablet'), signIn('desktop')]
  registry.deliver(ann, arrival(1), ends[1]?.end.connection.id)
  registry.deliver(parseUserId('ben'), arrival(2))

  expect(ends.map(heardOf)).toEqual(['message message 1\n', '', 'message message 1\n'])
})

it('the device a message came from only notes it, while it has not synced', () => {
  const { registry, signIn } = open('many')
  const { end, session } = signIn('phone', 'ios', { synced: false })
  registry.deliver(ann, arrival(4), end.connection.id)
  expect([session.window?.held, [...(session.window?.newest.values() ?? [])]]).toEqual([[], [3]])
})

it('a device that fails does not keep the others from their events, nor the sender from his ack (I9)', () => {
  const { registry, signIn } = open('many')
  const [broken, fine] = [signIn('phone'), signIn('tablet')]
  vi.spyOn(broken.session, 'push').mockImplementation(() => {
    throw new Error('cannot be presented')
  })
  registry.deliver(ann, arrival(1))

  expect(heardOf(fine)).toBe('message message 1\n')
  expect(broken.end.state).toBe('draining')
})

it.each<[DevicePolicy, string, Partial<Device>, string]>([
  ['one-per-type', 'another of its type', { id: 'new', type: 'ios' }, 'draining'],
  ['one-per-type', 'one of another type', { id: 'new', type: 'linux' }, 'signed-in'],
  ['one-per-type', 'itself again', { id: 'old', type: 'ios' }, 'draining'],
  ['one', 'one of another type', { id: 'new', type: 'linux' }, 'draining'],
  ['many', 'another of its type', { id: 'new', type: 'ios' }, 'signed-in'],
  ['many', 'itself again', { id: 'old', type: 'ios' }, 'draining'],
])('with the policy %s, a device that meets %s is then as it should be', (policy, _, { id = '', type = 'ios' }, state) => {
  const { registry, signIn } = open(policy)
  const old = signIn('old', 'ios')
  const newer = signIn(id, type)

  expect([old.end.state, newer.end.state]).toEqual([state, 'signed-in'])
  expect(registry.of(ann)).toEqual(state === 'draining' ? [newer.session] : [old.session, newer.session])
})

it('whoever is displaced is told before the end', () => {
  const { signIn } = open('one-per-type')
  const old = signIn('old')
  signIn('new')
  expect(old.end.heard).toBe('bye\n')
})

it('the end of an old connection does not hurt the new session', () => {
  const { registry, signIn } = open('one-per-type')
  const old = signIn('phone')
  const newer = signIn('phone')
  old.end.connection.closed()
  registry.unregister(old.session)
  registry.deliver(ann, arrival(1))

  expect(registry.of(ann)).toEqual([newer.session])
  expect(heardOf(newer)).toBe('message message 1\n')
})

it('a user without sessions is forgotten', () => {
  const { registry, signIn } = open('many')
  const { end } = signIn('phone')
  end.connection.closed()
  expect(registry.of(ann)).toEqual([])
})

it('all devices of a user are disconnected at once', () => {
  const { registry, signIn } = open('many')
  const ends = [signIn('phone'), signIn('tablet')]
  registry.disconnect(ann, 'disabled')
  expect(ends.map(({ end }) => end.state)).toEqual(['draining', 'draining'])
  expect(registry.of(ann)).toEqual([])
})

it.each([
  ['one device', { type: 'ios', id: 'phone' } as const, ['draining', 'signed-in', 'signed-in']],
  ['all of a type', { type: 'ios', id: undefined } as const, ['draining', 'draining', 'signed-in']],
  ['one that is not there', { type: 'android', id: 'phone' } as const, ['signed-in', 'signed-in', 'signed-in']],
])('%s of a user can be disconnected alone', (_, which, states) => {
  const { registry, signIn } = open('many')
  const ends = [signIn('phone'), signIn('tablet'), signIn('phone', 'linux')]
  registry.disconnect(ann, 'ended', which)
  expect(ends.map(({ end }) => end.state)).toEqual(states)
})

interface SignedIn {
  readonly end: FarEnd
  readonly session: Session
}

function open(policy: DevicePolicy) {
  const registry = new Registry({ policy, subscriptionsOf: () => [], presence: nobodyWatches, log: silent })
  const signIn = (id: string, type: Device['type'] = 'ios', { synced = true } = {}): SignedIn => {
    const end = new FarEnd()
    const session = end.signIn({ id, type }, registry)
    if (synced) session.endPage({ more: false })
    return { end, session }
  }
  return { registry, signIn }
}

function heardOf({ end }: SignedIn): string {
  end.tick()
  return end.heard
}

import { type Event, type Presence, type PresentDevice, parseUserId, type UserId } from '@magpie-im/model'
import { beforeEach, expect, it } from 'vitest'
import { FakeClock } from '../testing/fake-clock.fixture.ts'
import { ann, ben, cleo } from '../testing/writers.fixture.ts'
import { Presences } from './presences.ts'
import { type Watcher, WatchPresence } from './watch-presence.ts'

const phone: PresentDevice = { type: 'ios', status: 'online' }
const laptop: PresentDevice = { type: 'linux', status: 'away' }

let clock: FakeClock
let devices: Map<UserId, readonly PresentDevice[]>
let strangers: Set<UserId>
let told: { readonly watcher: Watcher; readonly user: UserId; readonly presence: Presence }[]
let presences: Presences
let watch: WatchPresence<Watcher>

beforeEach(() => {
  clock = new FakeClock()
  devices = new Map()
  strangers = new Set()
  told = []
  presences = new Presences({ devicesOf: (user) => devices.get(user) ?? [], clock })
  watch = new WatchPresence<Watcher>({
    presences,
    rules: { mayKnow: (asker) => !strangers.has(asker) },
    clock,
    tell: (watcher, event) => void told.push({ watcher, ...presenceIn(event) }),
  })
})

it('who watches is told how it is and, within a second, what changes', () => {
  const watcher = { user: ann }
  expect(watch.watch(watcher, [ben])).toEqual([{ user: ben, presence: { status: 'offline', devices: [], lastSeen: undefined } }])
  comes(ben, phone, laptop)
  clock.pass(999)
  expect(told).toEqual([])
  clock.pass(1)
  expect(told).toEqual([{ watcher, user: ben, presence: { status: 'online', devices: [phone, laptop], lastSeen: undefined } }])
})

it('the status of a user is the best of his devices, and who went is known to have been here', () => {
  comes(ben, laptop)
  expect(presences.of(ben)).toMatchObject({ status: 'away', devices: [laptop] })
  comes(ben, laptop, { ...laptop, status: 'online' })
  expect(presences.of(ben)).toMatchObject({ status: 'online', devices: [{ type: 'linux', status: 'online' }] })
  comes(ben)
  expect(presences.of(ben)).toEqual({ status: 'offline', devices: [], lastSeen: clock.now() })
})

it('many changes of a second are told as one, and none when it ends as it began', () => {
  watch.watch({ user: ann }, [ben, cleo])
  comes(ben, phone)
  for (let i = 0; i < 10; i++) {
    comes(ben)
    comes(ben, phone)
    comes(cleo, phone)
  }
  clock.pass(1_000)
  expect(told.map(({ user }) => user)).toEqual([ben, cleo])
  comes(ben)
  comes(ben, phone)
  clock.pass(1_000)
  expect(told.length).toBe(2)
})

it('who begins to watch between a change and its telling ends with the truth', () => {
  const [early, late] = [{ user: ann }, { user: cleo }]
  watch.watch(early, [ben])
  comes(ben, phone)
  expect(watch.watch(late, [ben])).toMatchObject([{ presence: { status: 'online' } }])
  devices.set(ben, [])
  watch.changed(ben)
  clock.pass(1_000)
  expect(told.filter(({ watcher }) => watcher === late)).toMatchObject([{ presence: { status: 'offline' } }])
})

it('another watch takes the place of the first, and who is gone is not told', () => {
  const [watcher, gone] = [{ user: ann }, { user: ann }]
  watch.watch(watcher, [ben])
  watch.watch(gone, [cleo])
  watch.watch(watcher, [cleo, cleo])
  watch.ended(gone)
  comes(ben, phone)
  comes(cleo, phone)
  clock.pass(1_000)
  expect(told).toMatchObject([{ watcher, user: cleo }])
  expect(told.length).toBe(1)
})

it('who may not know sees what a stranger sees, and is told once when that begins', () => {
  const watcher = { user: ann }
  comes(ben, phone)
  strangers.add(ann)
  expect(watch.watch(watcher, [ben])).toMatchObject([{ presence: { status: 'offline', devices: [], lastSeen: undefined } }])
  comes(ben)
  clock.pass(1_000)
  expect(told).toEqual([])
  strangers.delete(ann)
  comes(ben, phone)
  clock.pass(1_000)
  expect(told).toMatchObject([{ presence: { status: 'online' } }])
  strangers.add(ann)
  for (const now of [[laptop], [phone], []]) {
    comes(ben, ...now)
    clock.pass(1_000)
  }
  expect(told.slice(1)).toEqual([{ watcher, user: ben, presence: { status: 'offline', devices: [], lastSeen: undefined } }])
})

it('very many who watch one user are told in turns, and nobody who watches nobody costs anything', () => {
  for (let i = 0; i < 2_500; i++) watch.watch({ user: parseUserId(`w${i}`) }, [ben])
  comes(cleo, phone)
  comes(ben, phone)
  clock.pass(1_000)
  expect(told.length).toBeLessThanOrEqual(1_000)
  clock.pass(5)
  clock.pass(5)
  expect(told.length).toBe(2_500)
})

function comes(user: UserId, ...now: readonly PresentDevice[]): void {
  devices.set(user, now)
  watch.began({ user })
}

function presenceIn(event: Event) {
  if (event.kind !== 'presence') throw new Error(`told of ${event.kind}`)
  return { user: event.user, presence: event.presence }
}

import { expect, it } from 'vitest'
import { turn } from './testing/fake-clock.fixture.ts'
import { openClient } from './testing/scripted-server.fixture.ts'

const offline = { status: 'offline', devices: [] } as const
const online = { status: 'online', devices: [{ type: 'ios', status: 'online' }] } as const
const nothing = () => undefined

async function signedIn() {
  const opened = openClient()
  const line = await opened.server.signedIn()
  const { presence } = opened.client
  /** What the server is asked to watch now. */
  const watched = async (items: readonly object[] = [], on = line) => {
    await opened.clock.pass(50)
    return (await on.answer('watchPresence', { items }))['users']
  }
  return { ...opened, line, presence, watched }
}

it('all whom somebody subscribed to are one set, which is asked for once for all that changed at once', async () => {
  const { presence, watched, line, clock } = await signedIn()
  const ends = [presence.subscribe(['ben', 'cleo'], nothing), presence.subscribe(['ben', 'dan'], nothing)]
  expect(await watched()).toEqual(['ben', 'cleo', 'dan'])
  ends[1]?.()
  presence.subscribe(['cleo'], nothing)
  expect(await watched()).toEqual(['ben', 'cleo'])
  ends[0]?.()
  presence.subscribe(['ben'], nothing)
  await clock.pass(5_000)
  await line.expectNothing('watchPresence')
})

it('somebody is as the server says, and the same object until that is something else', async () => {
  const { presence, watched, line } = await signedIn()
  let told = 0
  const end = presence.subscribe(['ben', 'cleo'], () => told++)
  expect(presence.get('ben')).toEqual(offline)
  await watched([
    { user: 'ben', ...online },
    { user: 'cleo', ...offline },
  ])
  const before = presence.get('ben')
  expect(before).toEqual(online)
  expect(told).toBe(1)
  line.say({ event: 'presenceChanged', user: 'ben', ...online })
  await turn()
  expect(presence.get('ben')).toBe(before)
  line.say({ event: 'presenceChanged', user: 'ben', ...offline, lastSeen: 5 })
  line.say({ event: 'presenceChanged', user: 'cleo', ...online })
  await turn()
  expect([presence.get('ben'), presence.get('cleo'), told]).toEqual([{ ...offline, lastSeen: 5 }, online, 2])
  end()
  line.say({ event: 'presenceChanged', user: 'ben', ...online })
  await turn()
  expect(told).toBe(2)
})

it('who is let go of and wanted again while that is asked is meanwhile as he was', async () => {
  const { presence, watched, line, clock } = await signedIn()
  const end = presence.subscribe(['ben'], nothing)
  await watched([{ user: 'ben', ...online }])
  end()
  await clock.pass(50)
  const { id } = await line.asked('watchPresence')
  const seen: string[] = []
  presence.subscribe(['ben'], () => seen.push(presence.get('ben').status))
  line.say({ id, ok: { items: [] } })
  await watched([{ user: 'ben', ...online }])
  expect([presence.get('ben'), seen]).toEqual([online, []])
})

it('what is told while the answer is under way is kept', async () => {
  const { presence, line, clock } = await signedIn()
  presence.subscribe(['ben'], nothing)
  await clock.pass(50)
  const { id } = await line.asked('watchPresence')
  line.say({ id, ok: { items: [{ user: 'ben', ...offline }] } })
  line.say({ event: 'presenceChanged', user: 'ben', ...online })
  await turn()
  expect(presence.get('ben')).toEqual(online)
})

it('a lost connection knows of nobody, and the next one watches again and is away as the one before', async () => {
  const { presence, watched, line, clock, server } = await signedIn()
  presence.subscribe(['ben'], nothing)
  presence.setAway(true)
  await watched([{ user: 'ben', ...online }])
  expect(await line.answer('setPresence', {})).toMatchObject({ status: 'away' })
  line.close()
  await turn()
  expect(presence.get('ben')).toEqual(offline)
  await clock.pass(2_000)
  const next = await server.signedIn()
  expect(await watched([{ user: 'ben', ...online }], next)).toEqual(['ben'])
  expect(await next.answer('setPresence', {})).toMatchObject({ status: 'away' })
  expect(presence.get('ben')).toEqual(online)
  presence.setAway(false)
  await clock.pass(50)
  expect(await next.answer('setPresence', {})).toMatchObject({ status: 'online' })
})

it('what could not be asked is asked again, and so is what new friends let one know', async () => {
  const { presence, watched, line, clock, client } = await signedIn()
  line.say({ event: 'friendsChanged' })
  await clock.pass(5_000)
  await line.expectNothing('watchPresence')
  presence.subscribe(['ben'], nothing)
  await clock.pass(50)
  await line.refuse('watchPresence', 'TooManyRequests', { retry: true, retryAfterMs: 4_000 })
  await clock.pass(3_000)
  await line.expectNothing('watchPresence')
  await clock.pass(1_000)
  expect(await watched()).toEqual(['ben'])
  line.say({ event: 'friendsChanged' })
  expect(await watched()).toEqual(['ben'])
  void client.request('addFriend', { friend: 'ben' })
  await line.answer('addFriend', {})
  expect(await watched()).toEqual(['ben'])
})

it('of too many those are watched who are looked at in most places, then those who came first', async () => {
  const { presence, watched } = await signedIn()
  const users = Array.from({ length: 250 }, (_, at) => `user-${1000 + at}`)
  presence.subscribe(users, nothing)
  presence.subscribe(['user-1240'], nothing)
  const asked = await watched()
  expect(asked).toEqual([...users.slice(0, 199), 'user-1240'])
})

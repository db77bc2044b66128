import { expect, it } from 'vitest'
import { turn } from './testing/fake-clock.fixture.ts'
import { openClient } from './testing/scripted-server.fixture.ts'

const kick = { event: 'closed', reason: 'kicked', message: 'signed in elsewhere', reconnect: false }
const stopping = { event: 'closed', reason: 'stopping', message: 'the server is stopping', reconnect: true }

it('signs in by the first frame', async () => {
  const { server, states, client } = openClient()
  const line = await server.line()
  line.accept()
  expect(await line.asked('signIn')).toMatchObject({ user: 'ann', token: 'a token', device: { id: 'd', type: 'web' } })
  expect({ states, url: line.url }).toEqual({ states: ['connecting'], url: 'ws://one/ws' })
  line.say({ id: 1, ok: { user: 'ann', heartbeatSeconds: 25, extraData: '' } })
  await turn()
  expect(client.state).toEqual({ name: 'signedIn', url: 'ws://one/ws' })
})

it('of several hosts the first that is open is used, and the others are let go', async () => {
  const { server, client } = openClient({ url: ['ws://one/ws', 'ws://two/ws', 'ws://three/ws'] })
  await server.line()
  const [one, two, three] = server.lines
  three?.close()
  await two?.greet()
  expect(client.state).toEqual({ name: 'signedIn', url: 'ws://two/ws' })
  expect([one, two, three].map((line) => line?.isClosed)).toEqual([true, false, true])
})

it('comes back after a loss, later each time, and at once again after a sync', async () => {
  const { server, client, clock } = openClient({ chance: () => 0 })
  const waits: number[] = []
  client.on('state', (state) => state.name === 'offline' && waits.push(state.retryInMs))
  for (let loss = 0; loss < 9; loss++) {
    const line = await server.line()
    line.close()
    await clock.pass(waits.at(-1) ?? 0)
  }
  await server.signedIn()
  ;(await server.line()).close()
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000, 250])
})

it('a host that does not answer at all is given up in time', async () => {
  const { server, states, clock } = openClient()
  const line = await server.line()
  await clock.pass(10_000)
  expect({ states, closed: line.isClosed }).toEqual({ states: ['connecting', 'offline'], closed: true })
})

it('does not come back after a kick', async () => {
  const { server, client, states, clock } = openClient()
  const line = await server.signedIn()
  line.say(kick)
  await clock.pass(3_600_000)
  expect(client.state).toEqual({ name: 'kicked', reason: 'kicked', message: 'signed in elsewhere' })
  expect({ lines: server.lines.length, states, timers: clock.waiting }).toEqual({
    lines: 1,
    states: ['connecting', 'signedIn', 'kicked'],
    timers: 0,
  })
})

it('comes back when the server says so', async () => {
  const { server, client, clock } = openClient()
  const line = await server.signedIn()
  line.say(stopping)
  expect(client.state).toMatchObject({ name: 'offline', why: 'the server is stopping' })
  await clock.pass(1000)
  await server.signedIn()
  expect(client.state.name).toBe('signedIn')
})

it('does not come back after signing out', async () => {
  const { server, client, clock } = openClient()
  const line = await server.signedIn()
  const over = client.signOut()
  await line.answer('signOut', {})
  await over
  await clock.pass(3_600_000)
  expect({ state: client.state, lines: server.lines.length, timers: clock.waiting }).toEqual({
    state: { name: 'closed' },
    lines: 1,
    timers: 0,
  })
})

it('a token that is refused is replaced by a new one, once', async () => {
  let made = 0
  const { server, client, clock } = openClient({ token: async () => `token ${++made}` })
  await server.signedIn()
  ;(await server.line()).close()
  await clock.pass(1000)
  const second = await server.line()
  second.accept()
  expect(await second.refuse('signIn', 'WrongCredentials')).toMatchObject({ token: 'token 1' })
  const third = await server.line()
  third.accept()
  expect(await third.refuse('signIn', 'WrongCredentials')).toMatchObject({ token: 'token 2' })
  expect(client.state).toMatchObject({ name: 'closed', error: { code: 'WrongCredentials' } })
  expect({ made, lines: server.lines.length }).toEqual({ made: 2, lines: 3 })
})

it('without a token to be had it tries again', async () => {
  let fails = true
  const token = async () => {
    if (fails) throw new Error('the backend is down')
    return 'a token'
  }
  const { server, client, clock } = openClient({ token })
  ;(await server.line()).accept()
  await turn()
  expect(client.state).toMatchObject({ name: 'offline' })
  fails = false
  await clock.pass(1000)
  await server.signedIn()
  expect(client.state.name).toBe('signedIn')
})

it('a server that has too much to do is asked again when it said', async () => {
  const { server, client, clock } = openClient()
  const line = await server.line()
  line.accept()
  await line.refuse('signIn', 'Overloaded', { retry: true, retryAfterMs: 20_000 })
  expect(client.state).toMatchObject({ name: 'offline', retryInMs: 20_000 })
  await clock.pass(19_999)
  expect(server.lines).toHaveLength(1)
  await clock.pass(1)
  expect(server.lines).toHaveLength(2)
})

it('requests are answered, refused with a code, or told that nobody can say', async () => {
  const { server, client, clock } = openClient()
  await expect(client.request('listBlocks', {})).rejects.toMatchObject({ code: 'NotConnected', retry: true })
  const line = await server.signedIn()
  const asked = client.request('listBlocks', {})
  await line.answer('listBlocks', { items: ['cleo'] })
  expect(await asked).toEqual({ items: ['cleo'] })
  const refused = client.request('blockUser', { user: 'nobody' })
  await Promise.all([
    line.refuse('blockUser', 'UserNotFound'),
    expect(refused).rejects.toMatchObject({ code: 'UserNotFound', retry: false }),
  ])
  const silent = expect(client.request('unblockUser', { user: 'cleo' })).rejects.toMatchObject({ code: 'TimedOut' })
  await line.stayThere(clock, 15)
  await silent
  const cut = expect(client.request('unblockUser', { user: 'cleo' })).rejects.toMatchObject({ code: 'Disconnected' })
  line.close()
  await cut
})

it('what is no frame of ours is passed over', async () => {
  const { server, client } = openClient()
  const line = await server.signedIn()
  line.say({ event: 'invented', field: 1 })
  line.say({ id: 999, ok: {} })
  line.say([1])
  expect(client.state.name).toBe('signedIn')
})

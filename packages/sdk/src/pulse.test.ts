import { expect, it } from 'vitest'
import type { FakeClock } from './testing/fake-clock.fixture.ts'
import { openClient } from './testing/scripted-server.fixture.ts'

const gone = { name: 'offline', why: 'the server does not answer any more' }

/** Seconds from each to the next. */
const between = (times: readonly number[]) => times.map((time, at) => time - (times[at - 1] ?? 0))

/** After how many whole seconds a client gives up a server that says nothing. */
async function secondsUntilGone(clock: FakeClock, client: { readonly state: { readonly name: string } }): Promise<number> {
  let seconds = 0
  for (; client.state.name === 'signedIn' && seconds < 60; seconds++) await clock.pass(1000)
  return seconds
}

it('speaks soon on a new connection, later and later while it is answered, and well within the heartbeat of the server', async () => {
  const { server, clock } = openClient()
  const line = await server.signedIn()
  expect(between(await line.stayThere(clock, 130))).toEqual([5, 8, 12, 17, 23, 23, 23])
})

it('speaks within a heartbeat of the server that is shorter than its own', async () => {
  const { server, clock } = openClient()
  const line = await server.line()
  await line.greet(2)
  await line.list([])
  expect((await line.stayThere(clock, 20)).length).toBeGreaterThanOrEqual(10)
})

it('does not speak while it has something to ask', async () => {
  const { server, client, clock } = openClient()
  const line = await server.signedIn()
  for (let second = 0; second < 60; second += 4) {
    await clock.pass(4000)
    const asked = client.request('listBlocks', {})
    await line.answer('listBlocks', { items: [] })
    await asked
  }
  await line.expectNothing('ping')
})

it('speaks although others never stop to tell something, since the server hears nothing of that', async () => {
  const { server, clock } = openClient()
  const line = await server.signedIn()
  for (let second = 0; second < 5; second++) {
    await clock.pass(1000)
    line.say({ event: 'readMarkMoved', conversation: 'user:ben', mark: { seq: second, stamp: second } })
  }
  await line.asked('ping')
})

it('a connection that died is noticed within seconds of what is sent next', async () => {
  const { server, client, clock } = openClient()
  const line = await server.signedIn()
  await line.stayThere(clock, 60)
  client.send('user:ben', 'hello')
  expect(await secondsUntilGone(clock, client)).toBe(6)
  expect(client.state).toMatchObject(gone)
})

it('a server that is slow is not given up while it says anything', async () => {
  const { server, client, clock } = openClient()
  const line = await server.signedIn()
  const asked = client.request('listBlocks', {})
  await line.stayThere(clock, 14)
  await line.answer('listBlocks', { items: ['cleo'] })
  expect(await asked).toEqual({ items: ['cleo'] })
})

it('gives more time to a server it has given up once, so that a slow one gets through', async () => {
  const { server, client, clock } = openClient()
  const first = await server.signedIn()
  client.send('user:ben', 'a long message')
  await first.asked('sendMessage')
  await clock.pass(7000)
  const second = await server.signedIn()
  await second.asked('sendMessage')
  await clock.pass(11_000)
  second.tell('user:cleo', 1)
  expect({ state: client.state.name, lines: server.lines.length }).toEqual({ state: 'signedIn', lines: 2 })
})

it('where a silence ended a connection, later ones are silent for less, and longer again only after a hundred answers', async () => {
  const { server, client, clock } = openClient()
  const first = await server.signedIn()
  expect(between(await first.stayThere(clock, 26))).toEqual([5, 8, 12])
  expect(await secondsUntilGone(clock, client)).toBe(22)
  await clock.pass(1000)
  const second = await server.signedIn()
  const intervals = between(await second.stayThere(clock, 1500))
  expect(intervals.slice(0, 5)).toEqual([5, 8, 12, 12, 12])
  expect(intervals.findIndex((interval) => interval > 12)).toBe(101)
})

it('what is lost in the middle of a talk says nothing about silences', async () => {
  const { server, client, clock } = openClient()
  const first = await server.signedIn()
  await first.stayThere(clock, 60)
  const cut = expect(client.request('listBlocks', {})).rejects.toMatchObject({ code: 'Disconnected' })
  await clock.pass(7000)
  await cut
  const second = await server.signedIn()
  expect(between(await second.stayThere(clock, 100)).slice(0, 5)).toEqual([5, 8, 12, 17, 23])
})

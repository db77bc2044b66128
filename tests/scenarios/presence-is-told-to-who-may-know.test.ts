import { expect, it } from 'vitest'
import { eventually } from '../drivers/deadline.ts'
import { enter, enterByJson } from '../drivers/doors.ts'
import type { JsonPerson } from '../drivers/json/person.ts'
import { type Server, startServer } from '../drivers/process.ts'
import { shareServer } from '../drivers/shared-server.ts'

const server = shareServer()
const offline = { status: 'offline', devices: [] }

it('friends see each other come, be away and go, whatever door they come through', async () => {
  const ann = await friendOf(server(), 'ann', 'ben')
  expect(await ann.connection.ask('watchPresence', { users: ['ben', 'ann'] })).toMatchObject({
    items: [
      { user: 'ben', ...offline },
      { user: 'ann', status: 'online', devices: [{ type: 'linux', status: 'online' }] },
    ],
  })
  const ben = await enterByJson(server(), 'ben', { type: 'android' })
  const told = () => ann.connection.told('presenceChanged')
  expect(await told()).toEqual({
    event: 'presenceChanged',
    user: 'ben',
    status: 'online',
    devices: [{ type: 'android', status: 'online' }],
  })
  await ben.connection.ask('setPresence', { status: 'away' })
  expect(await told()).toMatchObject({ user: 'ben', status: 'away' })
  const desk = await enter(server(), 'omtp', 'ben')
  expect(await told()).toMatchObject({
    status: 'online',
    devices: [
      { type: 'android', status: 'away' },
      { type: 'linux', status: 'online' },
    ],
  })
  await ben.close()
  await desk.close()
  expect(await untilOffline(ann)).toEqual({ event: 'presenceChanged', user: 'ben', ...offline, lastSeen: expect.any(Number) })
})

it('a stranger, and who was blocked, see that somebody is offline, and are told nothing', async () => {
  const cas = await friendOf(server(), 'cas', 'dan')
  const dan = await enterByJson(server(), 'dan')
  await dan.connection.ask('blockUser', { user: 'cas' })
  const eve = await enterByJson(server(), 'eve')
  const nobody = await eve.connection.ask('watchPresence', { users: ['nobody-of-this-name'] })
  expect(nobody.items).toEqual([{ user: 'nobody-of-this-name', ...offline }])
  for (const person of [cas, eve]) {
    expect((await person.connection.ask('watchPresence', { users: ['dan'] })).items).toEqual([{ user: 'dan', ...offline }])
  }
  const witness = await enterByJson(server(), 'dan', { type: 'ios' })
  await witness.connection.ask('watchPresence', { users: ['dan'] })
  await dan.connection.ask('setPresence', { status: 'away' })
  await dan.close()
  await witness.connection.told('presenceChanged')
  for (const person of [cas, eve]) await person.connection.toldNothing()
})

it.for([
  ['everyone', 'online'],
  ['nobody', 'offline'],
] as const)('presence that is visible to %s is %s to a stranger, and backends see it either way', async ([visibleTo, status]) => {
  await using own = await startServer({ env: { MAGPIE_PRESENCE_VISIBLE_TO: visibleTo } })
  await enterByJson(own, 'ann')
  const ben = await enterByJson(own, 'ben')
  expect((await ben.connection.ask('watchPresence', { users: ['ann'] })).items).toMatchObject([{ user: 'ann', status }])
  const backend = await own.backend('read')
  expect(await backend.ask('GET', '/api/v1/users/ann/presence')).toMatchObject({
    body: { status: 'online', devices: [{ type: 'linux', status: 'online' }], lastSeen: null },
  })
})

it('with worker processes it is the same', async () => {
  await using own = await startServer({ env: { MAGPIE_WORKERS: '2' } })
  const ann = await friendOf(own, 'ann', 'ben')
  const ben = await enter(own, 'omtp', 'ben')
  expect((await ann.connection.ask('watchPresence', { users: ['ben'] })).items).toMatchObject([{ status: 'online' }])
  await ben.close()
  expect(await untilOffline(ann)).toMatchObject({ user: 'ben', ...offline })
})

/** Of somebody who is not there now. */
async function friendOf(at: Server, user: string, friend: string) {
  const [one, other] = [await enterByJson(at, user), await enterByJson(at, friend)]
  await one.addFriend(friend)
  await other.expectNews('friends')
  await other.close()
  await eventually(5_000, `${friend} is offline`, async () => {
    const { items } = await one.connection.ask('watchPresence', { users: [friend] })
    return items[0].status === 'offline' ? true : undefined
  })
  await one.connection.ask('watchPresence', { users: [] })
  return one
}

async function untilOffline({ connection }: JsonPerson) {
  for (;;) {
    const told = await connection.told('presenceChanged')
    if (told.status === 'offline') return told
  }
}

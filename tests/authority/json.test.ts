import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { JsonConnection } from '../drivers/json/connection.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { jsonRows } from './json-cells.ts'
import { makeWorld, stateOf, type World } from './world.ts'

const server = shareServer()
const { commands } = JSON.parse(readFileSync(new URL('../../schemas/json/protocol.json', import.meta.url), 'utf8'))
let world: World
let eve: JsonConnection

beforeAll(async () => {
  world = await makeWorld(server())
  eve = await JsonConnection.open(server())
  await eve.ask('signIn', { user: 'eve', token: server().token('eve'), device: { id: 'her browser', type: 'web' } })
  await eve.ask('listConversations')
})

it('has a row for every command', () => {
  expect(Object.keys(jsonRows).sort()).toEqual(Object.keys(commands).sort())
})

const attempts = Object.entries(jsonRows).flatMap(([type, row]) =>
  typeof row === 'string' ? [] : row.map((attempt, index) => [type, index + 1, attempt] as const),
)

describe.each(attempts)('%s, abuse %i', (type, _, { fields, code }) => {
  it('is refused, and the others see what they saw before', async () => {
    const before = await stateOf(world)
    const { error, ok } = await eve.reply(type, fields(world))
    expect([error?.code, ok]).toEqual([code, undefined])
    expect(await stateOf(world)).toEqual(before)
    expect(eve.events).toEqual([])
  })
})

it.each(Object.keys(commands).filter((type) => type !== 'signIn'))(
  '%s is refused before sign-in, by the end of the connection',
  async (type) => {
    const stranger = await JsonConnection.open(server())
    stranger.write(JSON.stringify({ id: 1, type }))
    expect(await stranger.event()).toMatchObject({ event: 'closed', reason: 'not-signed-in' })
    await stranger.closed()
  },
)

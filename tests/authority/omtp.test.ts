import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { OmtpConnection } from '../drivers/omtp/connection.ts'
import { types } from '../drivers/omtp/packets.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { type Transport, tcp, webSocket } from '../drivers/transports.ts'
import { type Attempt, type Row, rows } from './omtp-cells.ts'
import { forget, makeWorld, stateOf, type World } from './world.ts'

const server = shareServer()
const doors = [
  ['tcp', tcp],
  ['WebSocket', webSocket()],
] as const
let world: World

beforeAll(async () => {
  world = await makeWorld(server())
})

/** Every packet type that the protocol has and a client may send. */
function declaredTypes(): number[] {
  const schema = readFileSync(new URL('../../schemas/omtp/header.tars', import.meta.url), 'utf8')
  const fromServerOnly = types.syncData
  return [...schema.matchAll(/\bPT_\w+ = (\d+)/g)].map(([, type]) => Number(type)).filter((type) => type !== 0 && type !== fromServerOnly)
}

it('has a row for every packet type of a client', () => {
  expect(rows.map(({ type }) => type).sort()).toEqual(declaredTypes().sort())
})

describe.each(rows.map((row) => [row.type, row] as const))('type %i', (type, row) => {
  it.each(doors)('is refused before sign-in, by the end of the connection (%s)', async (_, transport) => {
    if (type === types.login) return expect(await refusedSignIn(row, transport)).toBe(21)
    const connection = await OmtpConnection.open(server(), transport)
    const reply = connection.request({ type, version: 1, flags: 0n, packId: 'x', payload: firstPayload(row) })
    await expect(reply).rejects.toThrow('the connection ended')
    await connection.closed()
  })

  for (const column of ['another', 'foreign'] as const) {
    const attempts = row[column]
    if (typeof attempts === 'string') continue
    it.each(attempts.map((attempt, i) => [i + 1, attempt] as const))(
      `gives nothing to who abuses it (${column}, %i)`,
      async (_, attempt) => {
        if (type === types.login) return
        await expectRefused(row, attempt)
      },
    )
  }
})

/** For whom a row says that being muted refuses nothing. */
const unmuted = rows.filter(({ muted }) => typeof muted === 'string').map(({ type }) => type)
const mutings = [
  ['everywhere', '/api/v1/users/eve/mute', { until: '2100-01-01T00:00:00.000Z' }, { until: null }],
  ['in the group', '/members/eve', { mutedUntil: '2100-01-01T00:00:00.000Z' }, { mutedUntil: null }],
  ['with the whole group', '', { muted: true }, { muted: false }],
] as const

describe.each(mutings)('who is muted %s', (where, path, mute, unmute) => {
  const everywhere = where === 'everywhere'
  const attempts = rows.flatMap((row) => (typeof row.muted === 'string' ? [] : row.muted.map((attempt) => [row, attempt] as const)))
  const tried = attempts.filter(([, { inGroup }]) => everywhere || inGroup)
  const set = async (body: object) => {
    const backend = await server().backend('admin')
    await backend.do('PUT', '/api/v1/users/eve/rights/notify')
    await backend.do(everywhere ? 'PUT' : 'PATCH', everywhere ? path : `/api/v1/groups/${world.casGroup}${path}`, body)
    for (const client of [world.ann, world.bob, world.cas]) await forget(client)
  }

  it('writes nothing', async () => {
    await set(mute)
    expect(tried.length).toBeGreaterThan(1)
    for (const [row, attempt] of tried) await expectRefused(row, attempt)
  })

  it('may read and do the rest', async () => {
    for (const type of [types.hotSessions, types.friendSync, types.groupSync, types.highPriority]) {
      expect(unmuted).toContain(type)
      const { payload } = await world.eve.request(type, Buffer.from('0c1c', 'hex'))
      expect(codeOf(payload), `the code of type ${type}`).toBe(0)
    }
  })

  it('writes again when that ends', async () => {
    await set(unmute)
    for (const [{ type }, { payload }] of tried) expect(codeOf((await world.eve.request(type, payload(world))).payload)).toBe(0)
  })
})

/** Over whichever transport she comes. */
async function expectRefused({ type }: Row, { payload, code }: Attempt): Promise<void> {
  const before = await stateOf(world)
  for (const eve of [world.eve, world.eveAtWeb]) {
    const reply = await eve.request(type, payload(world))
    expect(codeOf(reply.payload), `the code of type ${type}`).toBe(code)
  }
  expect(await stateOf(world)).toEqual(before)
}

async function refusedSignIn({ another }: Row, transport: Transport): Promise<number> {
  const [attempt] = typeof another === 'string' ? [] : another
  const connection = await OmtpConnection.open(server(), transport)
  const payload = attempt?.payload(world) ?? Buffer.alloc(0)
  const reply = await connection.request({ type: types.login, version: 1, flags: 0n, packId: 'x', payload })
  await connection.closed()
  return codeOf(reply.payload)
}

function firstPayload({ foreign, another }: Row): Buffer {
  const [attempt] = [...(typeof foreign === 'string' ? [] : foreign), ...(typeof another === 'string' ? [] : another)]
  return attempt?.payload(world) ?? Buffer.alloc(0)
}

/** Replies are an error code or begin with one, which is a struct then; every code fits one byte. */
function codeOf(payload: Buffer): number {
  const [structBegin, zero] = [10, 12]
  const at = payload[0] === structBegin ? 1 : 0
  return ((payload[at] ?? zero) & 15) === zero ? 0 : payload.readInt8(at + 1)
}

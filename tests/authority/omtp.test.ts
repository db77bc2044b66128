import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { OmtpConnection } from '../drivers/omtp/connection.ts'
import { types } from '../drivers/omtp/packets.ts'
import { shareServer } from '../drivers/shared-server.ts'
import { type Attempt, type Row, rows } from './omtp-cells.ts'
import { makeWorld, stateOf, type World } from './world.ts'

const server = shareServer()
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
  it('is refused before sign-in, by the end of the connection', async () => {
    if (type === types.login) return expect(await refusedSignIn(row)).toBe(21)
    const connection = await OmtpConnection.open(server())
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

async function expectRefused({ type }: Row, { payload, code }: Attempt): Promise<void> {
  const before = await stateOf(world)
  const reply = await world.eve.request(type, payload(world))
  expect(codeOf(reply.payload), `the code of type ${type}`).toBe(code)
  expect(await stateOf(world)).toEqual(before)
}

async function refusedSignIn({ another }: Row): Promise<number> {
  const [attempt] = typeof another === 'string' ? [] : another
  const connection = await OmtpConnection.open(server())
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

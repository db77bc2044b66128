import { memoryStore, type Transport } from '@magpie-im/sdk'
import { omtpTransport } from '@magpie-im/sdk/node'
import { expect, it } from 'vitest'
import { startServer } from '../drivers/process.ts'
import { Program } from './program.ts'
import { seeded } from './seeded.ts'
import { Way } from './way.ts'

interface Case {
  readonly protocol: string
  readonly each: number
  /** Whether messages are numbered 1, 2, 3. */
  readonly isNumbered: boolean
  readonly door: 'port' | 'httpPort'
  readonly url: (port: number) => string
  readonly transport?: Transport
}

const cases: readonly Case[] = [
  { protocol: 'JSON over WebSocket', each: 80, isNumbered: true, door: 'httpPort', url: (port) => `ws://127.0.0.1:${port}/ws` },
  {
    protocol: 'OMTP over TCP',
    each: 40,
    isNumbered: false,
    door: 'port',
    url: (port) => `omtp://127.0.0.1:${port}`,
    transport: omtpTransport(),
  },
]

it.each(cases)(
  'whatever is cut, killed or started again, every message comes once and in order over $protocol',
  {
    timeout: 300_000,
  },
  async ({ each, isNumbered, door, url, ...way }) => {
    await using server = await startServer()
    for (const client of await server.friends('ann', 'ben')) await client.close()
    await using unreliable = await Way.open({ server, door, chance: seeded(1), rate: 1 / 40 })
    const start = (user: string) =>
      new Program({ url: url(unreliable.port), user, token: server.token(user), store: memoryStore(), ...way })
    const [ann, ben] = [start('ann'), start('ben')]
    // What was there before a device signed in for the first time it would not be told.
    for (const { client } of [ann, ben]) await new Promise((resolve) => client.on('synced', resolve))

    const chat = async (who: Program, to: string) => {
      for (let n = 0; n < each; n++) await who.say(to, `${who.user} ${n}`)
    }
    const trouble = async () => {
      for (const part of [1, 2, 3]) {
        await ann.sees(() => ann.seen.length >= (part * each) / 2)
        await server.restart()
        await ben.restart()
      }
    }
    await Promise.all([chat(ann, 'user:ben'), chat(ben, 'user:ann'), trouble()])

    for (const who of [ann, ben]) await who.sees(() => who.seen.length >= 2 * each)
    const numbers = Array.from({ length: 2 * each }, (_, at) => at + 1)
    for (const who of [ann, ben]) {
      const seqs = who.seen.map(({ seq }) => seq)
      expect(seqs).toEqual(isNumbered ? numbers : [...new Set(seqs)].sort((a, b) => a - b))
      expect(new Set(who.seen.map(({ body }) => body)).size).toBe(2 * each)
      expect(who.seen).toHaveLength(2 * each)
      expect(who.losses).toBeGreaterThan(5)
    }
    expect(ben.seen).toEqual(ann.seen)
    await Promise.all([ann.client.close(), ben.client.close()])
  },
)

import { setTimeout as pause } from 'node:timers/promises'
import { packets } from '@magpie-im/wire'
import { Client, succeeded } from '../../load/client.ts'
import { addressOf, networks } from '../addresses.ts'
import type { Deeds, Scene, Victim } from '../scene.ts'
import { makeUsers } from '../users.ts'

const clients = 10_000
const firstBackOffMs = 500
const longestBackOffMs = 8000
const patienceMs = 120_000

/** All users come at once, as when their server or their network was gone, each from an address of his own; all must get in. */
export function reconnectStorm(name: string, jitterMs: number): Scene {
  return {
    name,
    about: `${clients} clients sign in and sync ${jitterMs === 0 ? 'at once' : `within ${jitterMs / 1000} s`}, and come back after 0.5 to 8 s when they are refused`,
    heldBackBy: [],
    prepare: async (victim) => {
      await makeUsers(
        victim,
        Array.from({ length: clients }, (_, index) => `storm${index}`),
      )
      return () => storm(victim, jitterMs)
    },
  }
}

async function storm(victim: Victim, jitterMs: number): Promise<Deeds> {
  const began = performance.now()
  let tries = 0
  const come = async (number: number): Promise<Client | undefined> => {
    await pause((number / clients) * jitterMs)
    for (let backOff = firstBackOffMs; performance.now() - began < patienceMs; backOff = Math.min(longestBackOffMs, backOff * 2)) {
      tries++
      const client = await comeIn(victim, number)
      if (client !== undefined) return client
      await pause(backOff * (0.5 + Math.random() / 2))
    }
    return undefined
  }
  const all = await Promise.all(Array.from({ length: clients }, (_, number) => come(number)))
  const inAfterMs = Math.round(performance.now() - began)
  const leftOut = all.filter((client) => client === undefined).length
  return { clients, tries, inAfterMs, leftOut }
}

async function comeIn({ port, token }: Victim, number: number): Promise<Client | undefined> {
  const name = `storm${number}`
  let client: Client | undefined
  try {
    client = await Client.signIn(port, { name, token: token(name) }, addressOf(networks.attackers, number))
    succeeded(await client.ask(packets.HOTSESSION_SYNC, { timestamp: 0 }))
    return client
  } catch {
    client?.close()
    return undefined
  }
}

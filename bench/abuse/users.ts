import { Client } from '../load/client.ts'
import { addressOf, networks } from './addresses.ts'
import type { Victim } from './scene.ts'

const atATime = 100

/** Who signs in for the first time exists from then on. Each comes from an address of his own. */
export async function makeUsers({ port, token }: Victim, names: readonly string[]): Promise<void> {
  for (let from = 0; from < names.length; from += atATime) {
    const clients = await Promise.all(
      names
        .slice(from, from + atATime)
        .map((name, index) => Client.signIn(port, { name, token: token(name) }, addressOf(networks.attackers, from + index))),
    )
    for (const client of clients) client.close()
  }
}

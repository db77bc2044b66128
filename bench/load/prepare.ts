import type { Target } from '../target.ts'
import { Client } from './client.ts'
import { generate } from './generate.ts'
import { befriendAll, createGroup } from './requests.ts'

const atATime = 100

/** Who signs in for the first time exists from then on. */
export async function makeUsers({ port, token }: Target, names: readonly string[]): Promise<void> {
  const users = names.map((name) => ({ name, token: token(name) }))
  await generate({ port, users, flows: [], warmUpSeconds: 0, seconds: 0, drainSeconds: 0 }, () => undefined)
}

export async function makePairs(target: Target, pairs: readonly (readonly [string, string])[]): Promise<void> {
  await makeUsers(target, pairs.flat())
  await inTurns(pairs, async ([one, other]) => {
    const client = await signIn(target, one)
    await befriendAll(client, one, [other])
    client.close()
  })
}

/** The first of them founds it. */
export async function makeGroup(target: Target, group: string, members: readonly string[]): Promise<void> {
  await makeUsers(target, members)
  const [founder = '', ...others] = members
  const client = await signIn(target, founder)
  await createGroup(client, group, others)
  client.close()
}

function signIn({ port, token }: Target, name: string): Promise<Client> {
  return Client.signIn(port, { name, token: token(name) })
}

async function inTurns<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += atATime) await Promise.all(items.slice(from, from + atATime).map(act))
}

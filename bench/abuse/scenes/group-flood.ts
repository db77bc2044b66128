import { packets } from '@magpie-im/wire'
import { Client, succeeded } from '../../load/client.ts'
import { createGroup, textOf } from '../../load/requests.ts'
import { addressOf, networks } from '../addresses.ts'
import { atRate } from '../pace.ts'
import type { Scene, Victim } from '../scene.ts'
import { makeUsers } from '../users.ts'

const members = 10_000
const online = 300
const perSecond = 2000
const group = 'crowd'

/** One member of a very large group writes as fast as he can; whenever he is cut off he comes back. */
export const groupFlood: Scene = {
  name: 'group-flood',
  about: `${perSecond} messages a second from one user to a group of ${members} with ${online} online`,
  heldBackBy: ['TooManyMessages', 'TooManyRequests'],
  prepare: async (victim) => {
    const names = Array.from({ length: members }, (_, index) => `crowd${index}`)
    await makeUsers(victim, names)
    const owner = await signIn(victim, 0)
    await createGroup(owner, group, names.slice(1), members)
    const listening = await Promise.all(Array.from({ length: online }, (_, index) => listen(victim, index + 2)))
    return async (until) => {
      let [accepted, refused, back] = [0, 0, 0]
      let flooder: Client | undefined = await signIn(victim, 1)
      const sent = await atRate(perSecond, until, () => {
        if (flooder === undefined) return
        if (!flooder.isOpen) {
          flooder = undefined
          back++
          void signIn(victim, 1).then(
            (again) => {
              flooder = again
            },
            () => undefined,
          )
          return
        }
        flooder.ask(packets.MSG_GROUP_CHAT, textOf('crowd1', group, { label: group })).then(
          ({ errorCode }) => (errorCode.code === 0 ? accepted++ : refused++),
          () => refused++,
        )
      })
      const delivered = listening.reduce((sum, client) => sum + client.pushed, 0)
      for (const client of [owner, ...listening]) client.close()
      flooder?.close()
      return { sent, accepted, refused, back, delivered }
    }
  },
}

function signIn({ port, token }: Victim, number: number): Promise<Client> {
  const name = `crowd${number}`
  return Client.signIn(port, { name, token: token(name) }, addressOf(networks.attackers, number))
}

async function listen(victim: Victim, number: number): Promise<Client> {
  const client = await signIn(victim, number)
  succeeded(await client.ask(packets.HOTSESSION_SYNC, { timestamp: 0 }))
  return client
}

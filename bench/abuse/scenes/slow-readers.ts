import { packets } from '@magpie-im/wire'
import { Client, succeeded } from '../../load/client.ts'
import { createGroup, textOf } from '../../load/requests.ts'
import { addressOf, networks } from '../addresses.ts'
import { atRate } from '../pace.ts'
import type { Scene, Victim } from '../scene.ts'

const readers = 50
const perSecond = 45
const bytes = 16_000
const group = 'deaf'

/** Members of a group who sign in and never read, while somebody writes them long messages. */
export const slowReaders: Scene = {
  name: 'slow-readers',
  about: `${readers} that sign in and never read, each sent ${perSecond} messages of ${bytes} bytes a second`,
  heldBackBy: ['too-slow'],
  prepare: async (victim) => {
    const { port, token } = victim
    const names = Array.from({ length: readers }, (_, index) => `deaf${index}`)
    const deaf = await Promise.all(names.map((name, index) => signInDeaf(victim, name, index)))
    const loud = await Client.signIn(port, { name: 'loud', token: token('loud') }, addressOf(networks.attackers, readers))
    await createGroup(loud, group, names, names.length + 1)
    return async (until) => {
      const sent = await atRate(perSecond, until, () => {
        void loud.ask(packets.MSG_GROUP_CHAT, textOf('loud', group, { label: group, bytes })).catch(() => undefined)
      })
      for (const client of [...deaf, loud]) client.close()
      return { sent }
    }
  },
}

async function signInDeaf({ port, token }: Victim, name: string, index: number): Promise<Client> {
  const client = await Client.signIn(port, { name, token: token(name) }, addressOf(networks.attackers, index))
  succeeded(await client.ask(packets.HOTSESSION_SYNC, { timestamp: 0 }))
  client.stopReading()
  return client
}

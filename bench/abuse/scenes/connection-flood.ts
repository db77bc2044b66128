import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { addressOf, networks } from '../addresses.ts'
import { atRate } from '../pace.ts'
import type { Scene } from '../scene.ts'

const perSecond = 250
const addresses = 40
const mostSilent = 4000
const patienceMs = 15_000

/** Half of the connections say nothing and stay, half of them end at once. */
export const connectionFlood: Scene = {
  name: 'connection-flood',
  about: `${perSecond} connections a second that say nothing and stay, as many that end at once, from ${addresses} addresses`,
  heldBackBy: ['sign-in-timeout'],
  prepare: async ({ port }) => {
    return async (until) => {
      const open = new Set<Socket>()
      let closed = 0
      const opened = await atRate(perSecond * 2, until, (number) => {
        const socket = connect({ host: '127.0.0.1', port, localAddress: addressOf(networks.attackers, number % addresses) })
        socket.on('error', () => undefined)
        if (number % 2 === 0 || open.size >= mostSilent) socket.once('connect', () => socket.destroy())
        else open.add(socket.resume())
        socket.once('close', () => {
          if (open.delete(socket)) closed++
        })
      })
      // Those that are left are for the server to end.
      await untilClosed(open)
      return { opened, closed }
    }
  },
}

async function untilClosed(open: ReadonlySet<Socket>): Promise<void> {
  const end = performance.now() + patienceMs
  while (open.size > 0 && performance.now() < end) await pause(100)
}

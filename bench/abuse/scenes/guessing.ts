import { defaultLoginReq, packets } from '@magpie-im/wire'
import { Client } from '../../load/client.ts'
import { addressOf, networks } from '../addresses.ts'
import { atRate } from '../pace.ts'
import type { Deeds, Scene } from '../scene.ts'

const perSecond = 150
const addresses = 500

/** One user from many addresses, many users from one, and many users from many; passwords and tokens by turns. */
export const guessing: Scene = {
  name: 'guessing',
  about: `${perSecond} wrong passwords and tokens a second: for one user from ${addresses} addresses, for many users from one, for many from many`,
  heldBackBy: ['TooManyAttempts', 'WrongCredentials'],
  prepare: async ({ port }) => {
    return async (until): Promise<Deeds> => {
      const answers = new Map<string, number>()
      const tried = await atRate(perSecond, until, (number) => {
        const [user, from] = [number % 3 === 0 ? 0 : number, number % 3 === 1 ? 0 : number % addresses]
        void guess(port, { user: `target${user}`, from: addressOf(networks.attackers, from), number }).then((answer) => {
          answers.set(answer, (answers.get(answer) ?? 0) + 1)
        })
      })
      return { tried, ...Object.fromEntries(answers) }
    }
  },
}

async function guess(port: number, { user, from, number }: { user: string; from: string; number: number }): Promise<string> {
  const password = number % 2 === 0 ? `guess ${number}` : 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0YXJnZXQifQ.AAAA'
  let client: Client | undefined
  try {
    client = await Client.connect(port, from)
    const request = { ...defaultLoginReq(), clientId: user, userName: user, password, deviceId: `guess ${number}`, deviceType: 5 }
    const { errorCode } = await client.ask(packets.LOGIN, request)
    return `code ${errorCode.code}`
  } catch {
    return 'closed'
  } finally {
    client?.close()
  }
}

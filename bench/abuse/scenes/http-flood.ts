import { Agent, request } from 'node:http'
import { addressOf, networks } from '../addresses.ts'
import { atRate } from '../pace.ts'
import type { Scene } from '../scene.ts'

const perSecond = 600
const addresses = 10
const paths = ['/api/v1/users', '/api/v1/users/honest0/conversations', '/api/openapi.json', '/no/such/path']

/** Requests without a key. */
export const httpFlood: Scene = {
  name: 'http-flood',
  about: `${perSecond} HTTP requests a second without a key from ${addresses} addresses`,
  heldBackBy: ['TooManyRequests'],
  prepare: async ({ httpPort }) => {
    const agents = Array.from({ length: addresses }, () => new Agent({ keepAlive: true, maxSockets: 8 }))
    return async (until) => {
      const answers = new Map<string, number>()
      const count = (answer: string) => answers.set(answer, (answers.get(answer) ?? 0) + 1)
      const asked = await atRate(perSecond, until, (number) => {
        const options = { agent: agents[number % addresses], localAddress: addressOf(networks.attackers, number % addresses) }
        request({ host: '127.0.0.1', port: httpPort, path: paths[number % paths.length], ...options }, (response) => {
          response.resume()
          count(`status ${response.statusCode}`)
        })
          .on('error', () => count('closed'))
          .end()
      })
      for (const agent of agents) agent.destroy()
      return { asked, ...Object.fromEntries(answers) }
    }
  },
}

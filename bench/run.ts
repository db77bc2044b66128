import { parseArgs } from 'node:util'
import type { AbuseOptions } from './abuse.ts'
import type { ConnectionsOptions } from './connections.ts'
import type { DoorsOptions } from './doors.ts'
import type { GrowthOptions } from './growth.ts'
import type { LargeGroupOptions } from './large-group.ts'
import type { PairsOptions } from './pairs.ts'
import type { RestartOptions } from './restart.ts'
import type { StormOptions } from './storm.ts'

type Options = PairsOptions &
  LargeGroupOptions &
  AbuseOptions &
  ConnectionsOptions &
  StormOptions &
  GrowthOptions &
  RestartOptions &
  DoorsOptions

/** Every bench by name; each is loaded only when it runs. */
const benches: Readonly<Record<string, { readonly about: string; run(options: Options): Promise<number> }>> = {
  pairs: {
    about: 'messages between pairs of friends: rate, latency and cost, next to a relay that does nothing else',
    run: async (options) => (await import('./pairs.ts')).pairs(options),
  },
  groups: {
    about: 'messages to groups of 100, 10,000 and 15,000 members: deliveries, latency, cost, and what others notice',
    run: async (options) => (await import('./groups.ts')).groups(options),
  },
  profile: {
    about: 'where the time of the server goes while pairs or a group write: by thread, function and stage, with a flame graph',
    run: async (options) => (await import('./profile.ts')).profile(options),
  },
  workers: {
    about: 'what worker processes cost a message, and what they take from the process that decides',
    run: async (options) => (await import('./workers.ts')).workers(options),
  },
  capacity: {
    about: 'more connections than one process may have, held by two workers: memory and pings',
    run: async (options) => (await import('./capacity.ts')).capacity(options),
  },
  'large-group': {
    about: 'a very large group: to found, to join, to write to, and to come back to after 200,000 messages',
    run: async (options) => (await import('./large-group.ts')).largeGroup(options),
  },
  abuse: {
    about: 'what honest users notice while somebody abuses the server, in nine ways',
    run: async (options) => (await import('./abuse.ts')).abuse(options),
  },
  connections: {
    about: 'what a connection costs that somebody is signed in on and that only keeps alive: memory and processor',
    run: async (options) => (await import('./connections.ts')).connections(options),
  },
  doors: {
    about: 'what the same costs through another door: OMTP over TCP and WebSocket, JSON',
    run: async (options) => (await import('./doors.ts')).doors(options),
  },
  storm: {
    about: 'very many users sign in at one moment: what it costs, and what others notice',
    run: async (options) => (await import('./storm.ts')).storm(options),
  },
  growth: {
    about: 'what requests cost when very many messages are stored, and how much room these take',
    run: async (options) => (await import('./growth.ts')).growth(options),
  },
  restart: {
    about: 'how long after a crash a server with very many messages is back',
    run: async (options) => (await import('./restart.ts')).restart(options),
  },
  codec: {
    about: 'one packet from bytes to value and back',
    run: async () => {
      await import('./codec.ts')
      return 0
    },
  },
}

const help = `usage: npm run bench [-- NAME [SCENES]] [--seconds N] [--runs N] [--scenes A,B] [--pairs N] [--members N] [--clients N] [--messages N] [--save]

${Object.entries(benches)
  .map(([name, { about }]) => `  ${name.padEnd(12)}${about}`)
  .join('\n')}

  --seconds N   measured seconds of a run (default 8)
  --runs N      how often, in turns with the yardstick (default 3)
  --pairs N     honest pairs of abuse, and pairs of doors (default 50)
  --members N   of the largest group (default 10,000)
  --clients N   of connections, storm and doors (default 15,000)
  --scenes A,B  of pairs, groups, abuse or doors (default all), or the one of pairs or groups to profile (default 50x16)
  --messages N  stored before growth and restart (default 1,000,000)
  --save        write bench/results/<date>-<name>.json
`

// Whatever is still running is ended by the handlers of 'exit'.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

async function main(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options })
    const [name = 'pairs', scenes] = positionals
    const bench = benches[name]
    if (values.help === true || bench === undefined) return print(help, bench === undefined ? 1 : 0)
    const numbers = {
      seconds: numberIn(values.seconds),
      runs: numberIn(values.runs),
      pairs: numberIn(values.pairs),
      members: numberIn(values.members),
      clients: numberIn(values.clients),
      messages: numberIn(values.messages),
    }
    return await bench.run({ ...numbers, scenes: values.scenes ?? scenes, save: values.save === true, say, progress })
  } catch (error) {
    process.stderr.write(`bench: ${(error as Error).message}\n`) // as: everything here throws errors
    return 1
  }
}

const options = {
  seconds: { type: 'string', default: '8' },
  runs: { type: 'string', default: '3' },
  pairs: { type: 'string', default: '50' },
  members: { type: 'string', default: '10000' },
  clients: { type: 'string', default: '15000' },
  messages: { type: 'string', default: '1000000' },
  scenes: { type: 'string' },
  save: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

function numberIn(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${text} is no whole number above 0`)
  return Number(text)
}

function say(text: string): void {
  print(process.stdout.isTTY ? `\r\u001b[K${text}\n` : `${text}\n`, 0)
}

function progress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${text}`)
}

function print(text: string, code: number): number {
  process.stdout.write(text)
  return code
}

process.exitCode = await main(process.argv.slice(2))

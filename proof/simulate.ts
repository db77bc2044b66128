import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { campaign } from './simulation/campaign.ts'
import { explain } from './simulation/explain.ts'

const help = `usage: npm run simulate -- [--seeds N] [--from K] [--workers W]
       npm run simulate -- --seed K

Lives many short lives of the server on a simulated clock, network and disk, and checks what its clients saw.

  --seeds N     how many (default 300)
  --from K      the first (default 1)
  --workers W   processes side by side (default: one for each core)
  --seed K      one, told in full when it is bad

A bad seed is made as short as can be, told line by line, and the exit code is 1.
`

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

async function main(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...args], options })
    if (values.help === true) return print(help)
    if (values.seed !== undefined) return await explain(numberIn(values.seed), { always: true })
    const outcome = await campaign({ seeds: numberIn(values.seeds), from: numberIn(values.from), workers: numberIn(values.workers) })
    if (outcome.firstBad !== undefined) await explain(outcome.firstBad, { always: false })
    print(`${outcome.verdict}\n`)
    return outcome.good ? 0 : 1
  } catch (error) {
    process.stderr.write(`simulate: ${(error as Error).message}\n`) // as: everything here throws errors
    return 1
  }
}

const options = {
  seeds: { type: 'string', default: '300' },
  from: { type: 'string', default: '1' },
  workers: { type: 'string', default: String(availableParallelism()) },
  seed: { type: 'string' },
  help: { type: 'boolean' },
} as const

function numberIn(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0) throw new Error(`${text} is not a number of seeds or workers; --help says more`)
  return number
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

process.exit(await main(process.argv.slice(2)))

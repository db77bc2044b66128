import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { table } from '../bench/report.ts'
import { writeReport } from './soak/report.ts'
import { type SoakSettings, soak } from './soak/run.ts'
import { type Judgement, judge } from './soak/verdict.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

const help = `usage: npm run soak -- [--minutes N] [--seed K] [--users N] [--rate N] [--out DIR] [--main FILE]

A real server process under steady mixed traffic; whatever grows beyond what is stored fails it. See docs/proof/soak.md.

  --minutes N   how long (default 10)
  --seed K      of all chance here (default: the time)
  --users N     some have two devices (default 40)
  --rate N      what they do in a second, all together; most of it is writing (default 300)
  --out DIR     for report, plot and log (default .cache/soak/<time>)
  --main FILE   the server's program (default packages/cli/dist/main.js)
`

const options = {
  minutes: { type: 'string', default: '10' },
  seed: { type: 'string' },
  users: { type: 'string', default: '40' },
  rate: { type: 'string', default: '300' },
  out: { type: 'string' },
  main: { type: 'string', default: join(root, 'packages/cli/dist/main.js') },
  help: { type: 'boolean', short: 'h' },
} as const

// The children are ended by handlers of 'exit'.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

async function main(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...args], options })
    if (values.help === true) return say(help)
    const began = new Date().toISOString().replaceAll(':', '-').slice(0, 19)
    const folder = resolve(values.out ?? join(root, '.cache/soak', began))
    if (existsSync(join(folder, 'data'))) throw new Error(`${folder} has the data of an earlier run`)
    mkdirSync(folder, { recursive: true })
    return await run({
      minutes: numberIn(values.minutes),
      seed: values.seed === undefined ? Date.now() % 2 ** 31 : numberIn(values.seed),
      users: Math.max(8, numberIn(values.users)),
      rate: numberIn(values.rate),
      main: resolve(values.main),
      folder,
      progress: (text) => process.stderr.write(`${text}\n`),
    })
  } catch (error) {
    process.stderr.write(`soak: ${error instanceof Error ? error.message : error}\n`)
    return 1
  }
}

async function run(settings: SoakSettings): Promise<number> {
  const result = await soak(settings)
  const judgements = judge(result)
  writeReport(settings, result, judgements)
  const failed = judgements.filter(({ holds }) => holds === false)
  if (failed.length === 0) rmSync(join(settings.folder, 'data'), { recursive: true, force: true })
  for (const complaint of result.complaints.slice(0, 20)) say(`  ${complaint}\n`)
  const { samples, signIns, requestsByHttp, compactions, seconds } = result
  say(`${table([['', 'found', ''], ...judgements.map(({ what, found, holds }) => [what, found, wordFor(holds)])])}\n`)
  say(`seed ${settings.seed}, report and plot in ${settings.folder}\n`)
  say(
    `${seconds.toFixed(0)} s, ${samples.at(-1)?.messages ?? 0} messages, ${signIns} sign-ins, ${requestsByHttp} requests by HTTP, ${compactions} compactions\n`,
  )
  say(failed.length === 0 ? 'nothing grew that must not\n' : `FAILED: ${failed.map(({ what }) => what).join(', ')}\n`)
  return failed.length === 0 ? 0 : 1
}

function wordFor(holds: Judgement['holds']): string {
  return holds === undefined ? 'not judged' : holds ? 'holds' : 'FAILS'
}

function numberIn(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`${text} is no number above 0`)
  return value
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}

// Whatever still runs after a failure ends too.
process.exit(await main(process.argv.slice(2)))

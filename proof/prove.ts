import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { writeReport } from './real/report.ts'
import { Run, type RunSettings } from './real/run.ts'
import { verdictOf } from './real/verdict.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

const help = `usage: npm run prove -- [--minutes N] [--seed K] [--users N] [--rate N] [--out DIR] [--main FILE]

A real server process under load from real sockets while it is killed, stopped, and its disk and network are broken at random
moments; then everything its clients did and saw is judged. See docs/proof/prove.md.

  --minutes N   how long (default 5)
  --seed K      of all chance here; the server's own timing is not repeated (default: the time)
  --users N     of a round (default 40)
  --rate N      what they do in a second, all together; most of it is writing (default 1000)
  --out DIR     for report, plot, logs, and the histories of failed rounds (default .cache/prove/<time>)
  --main FILE   the server's program (default packages/cli/dist/main.js)
`

const options = {
  minutes: { type: 'string', default: '5' },
  seed: { type: 'string' },
  users: { type: 'string', default: '40' },
  rate: { type: 'string', default: '1000' },
  out: { type: 'string' },
  main: { type: 'string', default: join(root, 'packages/cli/dist/main.js') },
  help: { type: 'boolean', short: 'h' },
} as const

// The children are ended by handlers of 'exit'.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
process.once('disconnect', () => process.exit(1))

async function main(args: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args: [...args], options })
    if (values.help === true) return say(help)
    const began = new Date().toISOString().replaceAll(':', '-').slice(0, 19)
    const folder = resolve(values.out ?? join(root, '.cache/prove', began))
    if (existsSync(join(folder, 'data'))) throw new Error(`${folder} has the data of an earlier run`)
    mkdirSync(folder, { recursive: true })
    const settings: RunSettings = {
      minutes: numberIn(values.minutes),
      seed: values.seed === undefined ? Date.now() % 2 ** 31 : numberIn(values.seed),
      users: Math.max(8, numberIn(values.users)),
      rate: numberIn(values.rate),
      main: resolve(values.main),
      folder,
      progress: (text) => process.stderr.write(`${text}\n`),
    }
    return await prove(settings)
  } catch (error) {
    process.stderr.write(`prove: ${error instanceof Error ? error.message : error}\n`)
    return 1
  }
}

async function prove(settings: RunSettings): Promise<number> {
  const result = await new Run(settings).play()
  const verdict = verdictOf(result)
  writeReport(settings, result, verdict)
  const problems = [
    ...result.rounds.flatMap(({ findings, troubles }) => [...findings.map(({ detail }) => detail), ...troubles]),
    ...result.afterwards,
  ]
  for (const problem of problems.slice(0, 20)) say(`  ${problem}\n`)
  say(`seed ${settings.seed}, report and plot in ${settings.folder}\n`)
  say(`${verdict.line}\n`)
  say(`${verdict.passed} passed, ${verdict.failed} failed\n`)
  return verdict.failed === 0 ? 0 : 1
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

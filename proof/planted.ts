import { parseArgs } from 'node:util'
import { type Bug, invariantsOf, readBugs, writeBugs } from './planted/bug.ts'
import { Checkout } from './planted/checkout.ts'
import { trial, type Verdict } from './planted/trial.ts'

const help = `usage: npm run planted [-- NAME …] [--search]

Plants the bugs of proof/planted one after the other in a copy of this checkout, and expects each to be found.

  --search   looks for a seed from the first on, and writes what is found into proof/planted/planted.json
`

/** Copies that bugs are tried in side by side. */
const lanes = 2

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options })
  if (values.help === true) return print(help)
  const all = readBugs()
  const unknown = positionals.filter((name) => all.every((bug) => bug.name !== name))
  if (unknown.length > 0) throw new Error(`there is no ${unknown.join(', ')} in proof/planted/planted.json`)
  const bugs = positionals.length === 0 ? all : all.filter(({ name }) => positionals.includes(name))
  const verdicts = await tryAll(bugs, { search: values.search === true })
  if (values.search === true) writeBugs(all.map((bug) => foundIn(verdicts, bug)))
  const failed = verdicts.filter(({ caught }) => caught === undefined).length
  print(`${verdicts.length - failed} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
}

const options = { search: { type: 'boolean' }, help: { type: 'boolean' } } as const

/** Each lane takes the next bug when it is done with one. */
async function tryAll(bugs: readonly Bug[], { search }: { readonly search: boolean }): Promise<Verdict[]> {
  const waiting = [...bugs]
  const verdicts: Verdict[] = []
  print(row(['bug', 'invariant', 'catcher', 'seed', 'seconds', 'finding']))
  const lane = async () => {
    const checkout = new Checkout()
    process.once('exit', () => checkout.dispose())
    for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
      const verdict = await trial(bug, checkout, { search })
      verdicts.push(verdict)
      print(rowOf(verdict))
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, bugs.length) }, lane))
  return verdicts
}

function rowOf({ bug, caught, seconds, why }: Verdict): string {
  const found = caught === undefined ? `NOT CAUGHT: ${why}` : `${caught.rule}: ${caught.detail}`
  return row([bug.name, invariantsOf(bug), bug.catcher, `${caught?.seed ?? bug.seed}`, seconds.toFixed(1), found])
}

function row([name = '', invariants = '', catcher = '', seed = '', seconds = '', found = '']: readonly string[]): string {
  const [line = ''] = found.split('\n')
  return `${name.padEnd(36)}${invariants.padEnd(10)}${catcher.padEnd(11)}${seed.padStart(5)}${seconds.padStart(8)}  ${line.slice(0, 160)}\n`
}

function foundIn(verdicts: readonly Verdict[], bug: Bug): Bug {
  const caught = verdicts.find((verdict) => verdict.bug === bug)?.caught
  return caught === undefined ? bug : { ...bug, seed: caught.seed, finding: caught.rule }
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

try {
  process.exit(await main(process.argv.slice(2)))
} catch (error) {
  process.stderr.write(`planted: ${(error as Error).message}\n`) // as: everything here throws errors
  process.exit(1)
}

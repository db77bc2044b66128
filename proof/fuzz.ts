import { parseArgs } from 'node:util'
import { decoderNames, fuzzDecoders } from './fuzz/decode.ts'
import { doorNames, fuzzDoors } from './fuzz/doors.ts'

const help = `usage: npm run fuzz [-- NAME …] [--inputs N] [--seconds N] [--seed K]

  Gives every decoder and every door what nobody should send. Without names, all of them:

  decoders  ${decoderNames.join(' ')}
  doors     ${doorNames.join(' ')}

  --inputs N    for each decoder (default 1,000,000)
  --seconds N   for each decoder at most, and for each door (default 20)
  --seed K      of what looks random (default 1)
`

const options = {
  inputs: { type: 'string', default: '1000000' },
  seconds: { type: 'string' },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean', short: 'h' },
} as const

// Whatever is still running is ended by the handlers of 'exit'.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options })
  const known = [...decoderNames, ...doorNames]
  const stranger = positionals.find((name) => !known.includes(name))
  if (stranger !== undefined) throw new Error(`there is no ${stranger}; see --help`)
  if (values.help === true) return say(help)
  const asked = (name: string) => positionals.length === 0 || positionals.includes(name)
  const given = {
    inputs: numberIn(values.inputs),
    seconds: values.seconds === undefined ? undefined : numberIn(values.seconds),
    seed: numberIn(values.seed),
    say,
  }
  const decoded = decoderNames.some(asked) ? await fuzzDecoders(decoderNames.filter(asked), given) : { passed: 0, failed: 0 }
  const doors = await fuzzDoors(doorNames.filter(asked), given)
  const failed = decoded.failed + doors.failed
  say(`\n${decoded.passed + doors.passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

function numberIn(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${text} is no whole number above 0`)
  return Number(text)
}

function say(line: string): number {
  process.stdout.write(`${line}\n`)
  return 0
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`fuzz: ${(error as Error).message}\n`) // as: everything here throws errors
  process.exitCode = 1
}

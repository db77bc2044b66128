import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { RunSettings } from './run.ts'

interface CommandOptions {
  readonly name: string
  readonly help: string
  /** Defaults, as they would be typed. */
  readonly minutes: string
  readonly rate: string
  /** Gives the exit code. */
  run(settings: RunSettings): Promise<number>
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A program that runs a real server for minutes, in a folder of its own; ends this process, and with it whatever still runs. */
export async function runCommand(options: CommandOptions): Promise<never> {
  // The children are ended by handlers of 'exit'.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
  process.once('disconnect', () => process.exit(1))
  process.exit(await carryOut(options))
}

async function carryOut({ name, help, run, ...defaults }: CommandOptions): Promise<number> {
  try {
    const { values } = parseArgs({ options: optionsOf(defaults) })
    if (values.help === true) return say(help)
    const began = new Date().toISOString().replaceAll(':', '-').slice(0, 19)
    const folder = resolve(values.out ?? join(root, '.cache', name, began))
    if (existsSync(join(folder, 'data'))) throw new Error(`${folder} has the data of an earlier run`)
    mkdirSync(folder, { recursive: true })
    return await run({
      minutes: numberIn(values.minutes),
      seed: values.seed === undefined ? Date.now() % 2 ** 31 : numberIn(values.seed),
      users: Math.max(8, numberIn(values.users)),
      rate: numberIn(values.rate),
      workers: Number(values.workers),
      main: resolve(values.main),
      folder,
      progress: (text) => process.stderr.write(`${text}\n`),
    })
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : error}\n`)
    return 1
  }
}

function optionsOf({ minutes, rate }: Pick<CommandOptions, 'minutes' | 'rate'>) {
  return {
    minutes: { type: 'string', default: minutes },
    seed: { type: 'string' },
    users: { type: 'string', default: '40' },
    rate: { type: 'string', default: rate },
    workers: { type: 'string', default: '0' },
    out: { type: 'string' },
    main: { type: 'string', default: join(root, 'packages/cli/bundle/main.js') },
    help: { type: 'boolean', short: 'h' },
  } as const
}

function numberIn(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`${text} is no number above 0`)
  return value
}

export function say(text: string): number {
  process.stdout.write(text)
  return 0
}

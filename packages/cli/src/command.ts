import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { StartError } from '@magpie-im/server'

export interface Option {
  readonly type: 'string' | 'boolean'
  /** Placeholder in the help, for values. */
  readonly value?: string
  readonly about: string
}

export type Options = Readonly<Record<string, Option>>
export type Values = Readonly<Record<string, string | boolean | undefined>>

export interface Command {
  readonly name: string
  readonly about: string
  /** What follows the name in the usage line. */
  readonly usage: string
  readonly options: Options
  /** How many words it takes besides options. */
  readonly words?: number
  /** Resolves to the exit code. */
  run(values: Values, words: readonly string[]): Promise<number>
}

/** Throws `StartError` for options the command does not have. */
export function parseOptions(command: Command, args: readonly string[]): { values: Values; words: string[] } {
  const entries = Object.entries(command.options).map(([name, { type }]) => [name, { type }] as const)
  const options: ParseArgsOptionsConfig = { ...Object.fromEntries(entries), help: { type: 'boolean', short: 'h' } }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    return { values: values as Values, words: positionals } // as: no option may be given twice to effect
  } catch (error) {
    const [reason] = (error as Error).message.split('. ') // as: parseArgs throws errors only
    throw new StartError(`${reason}; see ./magpie ${command.name} --help`)
  }
}

export function helpOf({ name, about, usage, options }: Command): string {
  const rows = Object.entries(options).map(
    ([option, { value, about }]) => [`--${option}${value === undefined ? '' : ` ${value}`}`, about] as const,
  )
  return `${about}\n\nusage: ./magpie ${name} ${usage}\n\n${columns(rows)}\n`
}

export function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}

export function textOf(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** Throws `StartError` when the option is missing. */
export function neededText(values: Values, name: string, command: string): string {
  const value = textOf(values, name)
  if (value === undefined) throw new StartError(`--${name} is needed; see ./magpie ${command} --help`)
  return value
}

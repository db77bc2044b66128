import { readFileSync } from 'node:fs'
import { parseDocument } from 'yaml'
import { StartError } from '../start-error.ts'
import { type Config, type Key, keyNames, keys } from './keys.ts'
import { noOutside, type OutsideSettings, parseOutside } from './outside.ts'

export interface ConfigSources {
  /** Values of command-line flags, by key. */
  readonly flags: Partial<Record<Key, string>>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Path of a YAML file. */
  readonly file: string | undefined
}

/** The environment this process was started with; nothing else reads it. */
export const environment = process.env

/** Flags over environment over file over defaults. Throws `StartError` for a key that does not exist and a value that is none. */
export function readConfig({ flags, env, file }: ConfigSources): Config {
  const { values, outside } = readFile(file)
  const all = keyNames.map((key) => {
    const given = givenFor(key, { flags, env, values })
    return [
      key,
      given === undefined ? keys[key].default : parse(key, given.text, given.origin === 'file' ? `${key} in ${file}` : given.name),
    ]
  })
  return { ...(Object.fromEntries(all) as Config), ...outside } // as: one value of its row's type for every key
}

/** Of the values that are not defaults. */
export type ConfigOrigins = ReadonlyMap<Key, 'file' | 'environment' | 'flag'>

/** Where `readConfig` takes the values from. */
export function originsOf({ flags, env, file }: ConfigSources): ConfigOrigins {
  const { values } = readFile(file)
  return new Map(
    keyNames.flatMap((key) => {
      const given = givenFor(key, { flags, env, values })
      return given === undefined ? [] : [[key, given.origin]]
    }),
  )
}

interface Given {
  readonly text: string
  readonly origin: 'file' | 'environment' | 'flag'
  /** What a person calls it. */
  readonly name: string
}

function givenFor(key: Key, { flags, env, values }: Omit<ConfigSources, 'file'> & Pick<FileSettings, 'values'>): Given | undefined {
  const variable = keys[key].env
  const sources = [
    { text: flags[key], origin: 'flag', name: flagOf(key) },
    { text: env[variable], origin: 'environment', name: variable },
    { text: values.get(key), origin: 'file', name: key },
  ] as const
  return sources.find((source): source is typeof source & { text: string } => source.text !== undefined)
}

export function flagOf(key: Key): string {
  return `--${keys[key].env.slice('MAGPIE_'.length).toLowerCase().replaceAll('_', '-')}`
}

/** Variables that look like settings and are none; other programs of the family may know them. */
export function unknownVariables(env: ConfigSources['env']): string[] {
  const known = new Set<string>([...keyNames.map((key) => keys[key].env), 'MAGPIE_TOKEN'])
  return Object.keys(env).filter((name) => name.startsWith('MAGPIE_') && !known.has(name))
}

function parse(key: Key, text: string, source: string): unknown {
  try {
    return keys[key].parse(text)
  } catch (error) {
    throw new StartError(`${source} ${(error as Error).message}`) // as: rows throw nothing else
  }
}

interface FileSettings {
  /** Still text, by key. */
  readonly values: Map<string, string>
  readonly outside: OutsideSettings
}

function readFile(file: string | undefined): FileSettings {
  if (file === undefined) return { values: new Map(), outside: noOutside }
  const { services, routes, ...rest } = parseFile(file)
  return { values: readValues(file, rest), outside: readOutside(file, services, routes) }
}

function readOutside(file: string, services: unknown, routes: unknown): OutsideSettings {
  try {
    return parseOutside(services, routes)
  } catch (error) {
    throw new StartError(`in ${file}: ${(error as Error).message}`) // as: rows throw nothing else
  }
}

function readValues(file: string, given: Record<string, unknown>): Map<string, string> {
  const values = new Map<string, string>()
  for (const [section, value] of Object.entries(given)) {
    if (value === '' && sections.has(section)) continue
    const entries: [string, unknown][] = isSection(value)
      ? Object.entries(value).map(([name, each]) => [`${section}.${name}`, each])
      : [[section, value]]
    for (const [key, each] of entries) {
      if (!known.has(key)) throw new StartError(`${file} has a key that does not exist: ${key}`)
      if (typeof each !== 'string') throw new StartError(`${key} in ${file} must be a single value`)
      values.set(key, each)
    }
  }
  return values
}

const known = new Set<string>(keyNames)
const sections = new Set(keyNames.map((key) => key.split('.')[0]))

function parseFile(file: string): Record<string, unknown> {
  try {
    // Values stay as they are written; what they mean is said by their rows.
    const document = parseDocument(readFileSync(file, 'utf8'), { schema: 'failsafe', logLevel: 'error' })
    const [problem] = [...document.errors, ...document.warnings]
    if (problem !== undefined) throw problem
    const parsed: unknown = document.toJS() ?? {}
    if (isSection(parsed)) return parsed
  } catch (error) {
    const [reason] = (error as Error).message.split('\n') // as: both calls throw errors only
    throw new StartError(`cannot read the configuration file ${file}: ${reason}`)
  }
  throw new StartError(`the configuration file ${file} is not a list of sections`)
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

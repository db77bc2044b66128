import { parseNetwork } from '../networks.ts'
import { fail, integer } from './values.ts'

/** A setting. */
export interface Row<T> {
  readonly default: T
  readonly env: string
  readonly about: string
  /** Throws with the reason when `text` is no such value. */
  readonly parse: (text: string) => T
}

export function text(row: Omit<Row<string>, 'parse'>): Row<string> {
  return { ...row, parse: (value) => (value === '' ? fail('must not be empty') : value) }
}

export function optionalText(row: Omit<Row<string>, 'parse'>): Row<string> {
  return { ...row, parse: (value) => value }
}

export function networks(row: Omit<Row<readonly string[]>, 'parse'>): Row<readonly string[]> {
  return {
    ...row,
    parse: (value) => listOf(value).map((each) => (parseNetwork(each) === undefined ? fail(`has no network: ${each}`) : each)),
  }
}

export function origins(row: Omit<Row<readonly string[]>, 'parse'>): Row<readonly string[]> {
  const isOrigin = (text: string) => text === '*' || URL.parse(text)?.origin === text
  return {
    ...row,
    parse: (value) => listOf(value).map((each) => (isOrigin(each) ? each : fail(`has no origin such as https://shop.example: ${each}`))),
  }
}

export function endpoint(row: Omit<Row<string>, 'parse'>): Row<string> {
  const isEndpoint = ({ protocol, username, password, search, hash }: URL) =>
    /^https?:$/.test(protocol) && username + password + search + hash === ''
  const parsed = (value: string) => {
    const url = URL.parse(value)
    return url !== null && isEndpoint(url) ? value : fail('must be an http or https URL without name, password or query')
  }
  return { ...row, parse: (value) => (value === '' ? '' : parsed(value)) }
}

export function list(row: Omit<Row<readonly string[]>, 'parse'>): Row<readonly string[]> {
  return { ...row, parse: listOf }
}

function listOf(value: string): string[] {
  return value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

export function flag(row: Omit<Row<boolean>, 'parse'>): Row<boolean> {
  return { ...row, parse: (value) => (value === 'true' ? true : value === 'false' ? false : fail('must be true or false')) }
}

export function count({
  from = 1,
  to = Number.MAX_SAFE_INTEGER,
  ...row
}: Omit<Row<number>, 'parse'> & { from?: number; to?: number }): Row<number> {
  return { ...row, parse: (value) => integer(value, { from, to }) }
}

export function port(row: Omit<Row<number>, 'parse'>): Row<number> {
  return { ...row, parse: (value) => integer(value, { from: 0, to: 65_535 }) }
}

export function seconds(row: Omit<Row<number>, 'parse'>): Row<number> {
  return {
    ...row,
    parse: (value) => (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0 ? Number(value) : fail('must be a number of seconds above 0')),
  }
}

export function choice<const T extends string>(values: readonly T[], row: Omit<Row<T>, 'parse'>): Row<T> {
  return { ...row, parse: (value) => values.find((each) => each === value) ?? fail(`must be one of ${values.join(', ')}`) }
}

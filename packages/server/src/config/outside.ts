import { fail, integer } from './values.ts'

/** A service of others that is asked over HTTP. */
export interface ServiceSettings {
  readonly addresses: readonly { readonly url: string; readonly weight: number }[]
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly concurrency: number
  readonly secretFile: string
}

/** Packet types, both ends included, that a service answers. */
export interface RouteSettings {
  readonly from: number
  readonly to: number
  readonly service: string
}

/** The settings that are no single values: only the file has them. */
export interface OutsideSettings {
  readonly services: ReadonlyMap<string, ServiceSettings>
  readonly routes: readonly RouteSettings[]
}

export const noOutside: OutsideSettings = { services: new Map(), routes: [] }

/** Every setting of a service but its addresses. */
export const serviceFields = {
  timeoutMs: number({
    from: 1,
    to: 60_000,
    default: 5_000,
    about: 'Time an answer may take, in milliseconds; above it the service counts as failing.',
  }),
  maxBytes: number({ from: 1, to: 800_000, default: 131_072, about: 'Bytes an answer may have.' }),
  concurrency: number({ from: 1, to: 10_000, default: 64, about: 'Calls that may be on their way at a time; further ones are refused.' }),
  secretFile: {
    default: '',
    about: 'File with a secret of at least 32 bytes that the service shares; requests are then signed with it.',
    parse: (value: string) => value,
  },
} as const

const mostAddresses = 64
export const routableTypes = { from: 200, to: 999 } as const

/** What `services` and `routes` of a file say, all values still text. Throws with a sentence that names the key. */
export function parseOutside(services: unknown, routes: unknown): OutsideSettings {
  const parsed = new Map(Object.entries(section(services, 'services')).map(([name, value]) => [name, parseService(name, value)]))
  return { services: parsed, routes: parseRoutes(routes, parsed) }
}

function parseService(name: string, value: unknown): ServiceSettings {
  const at = `services.${name}`
  if (!/^[\w-]{1,64}$/.test(name)) fail(`${at} must be named with letters, digits, - and _ only`)
  const { addresses, ...given } = section(value, at)
  onlyKnown(given, serviceFields, at)
  const field = <K extends keyof typeof serviceFields>(key: K) =>
    given[key] === undefined ? serviceFields[key].default : within(`${at}.${key}`, () => serviceFields[key].parse(single(given[key])))
  return {
    addresses: list(addresses, `${at}.addresses`).map((address, index) => parseAddress(address, `${at}.addresses[${index}]`)),
    timeoutMs: Number(field('timeoutMs')),
    maxBytes: Number(field('maxBytes')),
    concurrency: Number(field('concurrency')),
    secretFile: String(field('secretFile')),
  }
}

function parseAddress(value: unknown, at: string): { url: string; weight: number } {
  const given = section(typeof value === 'string' ? { url: value } : value, at)
  onlyKnown(given, { url: true, weight: true }, at)
  const url = within(`${at}.url`, () => parseUrl(single(given['url'])))
  const weight = within(`${at}.weight`, () => integer(single(given['weight'] ?? '1'), { from: 1, to: 1_000 }))
  return { url, weight }
}

function parseUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return fail('must be an http or https URL')
  if (url.username !== '' || url.password !== '') fail('must not contain a name or password')
  return url.href
}

function parseRoutes(value: unknown, services: ReadonlyMap<string, unknown>): RouteSettings[] {
  if (value === undefined || value === '') return []
  const routes = list(value, 'routes').map((route, index) => parseRoute(route, `routes[${index}]`))
  const owners = new Map<number, string>()
  for (const [index, { from, to, service }] of routes.entries()) {
    if (!services.has(service)) fail(`routes[${index}].service names a service that is not among services: ${service}`)
    for (let type = from; type <= to; type++) {
      if (owners.has(type)) fail(`routes[${index}].types has a type that another route has too: ${type}`)
      owners.set(type, service)
    }
  }
  return routes
}

function parseRoute(value: unknown, at: string): RouteSettings {
  const given = section(value, at)
  onlyKnown(given, { types: true, service: true }, at)
  const service = within(`${at}.service`, () => single(given['service']))
  const [from, to] = within(`${at}.types`, () => {
    const [, first = '', last = first] = /^(\d+)(?:-(\d+))?$/.exec(single(given['types'])) ?? []
    const low = integer(first, routableTypes)
    return [low, integer(last, { from: low, to: routableTypes.to })]
  })
  return { from, to, service }
}

function number(row: { readonly from: number; readonly to: number; readonly default: number; readonly about: string }) {
  return { ...row, parse: (value: string) => integer(value, row) }
}

function section(value: unknown, at: string): Record<string, unknown> {
  if (value === undefined || value === '') return {}
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(`${at} must be a list of keys and values`)
  return { ...value }
}

function list(value: unknown, at: string): unknown[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > maximum(at)) return fail(`${at} must be a list of 1 to ${maximum(at)}`)
  return value
}

function maximum(at: string): number {
  return at === 'routes' ? routableTypes.to - routableTypes.from + 1 : mostAddresses
}

function single(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : fail('must be a single value')
}

function onlyKnown(given: object, known: object, at: string): void {
  const stranger = Object.keys(given).find((key) => !Object.hasOwn(known, key))
  if (stranger !== undefined) fail(`${at}.${stranger} is a key that does not exist`)
}

function within<T>(at: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    return fail(`${at} ${(error as Error).message}`) // as: rows throw nothing else
  }
}

import { stringify } from 'yaml'
import { type Config, type Key, keyNames, keys } from './keys.ts'
import type { OutsideSettings } from './outside.ts'

/** The settings as a YAML file that says the same. */
export function formatConfig(config: Config): string {
  return `${format((key) => [`${leafOf(key)}: ${scalar(config[key])}`])}${formatOutside(config)}`
}

/** The defaults, with what each setting is for: an example to start from. */
export function exampleConfig(): string {
  return format((key) => [`# ${keys[key].about} (${keys[key].env})`, `${leafOf(key)}: ${scalar(keys[key].default)}`]) + exampleOutside
}

function format(linesOf: (key: (typeof keyNames)[number]) => string[]): string {
  const lines: string[] = []
  let section = ''
  for (const key of keyNames) {
    const own = key.includes('.') ? key.slice(0, key.indexOf('.')) : ''
    if (own !== section) lines.push(`${own}:`)
    section = own
    lines.push(...linesOf(key).map((line) => (own === '' ? line : `  ${line}`)))
  }
  return `${lines.join('\n')}\n`
}

function formatOutside({ services, routes }: OutsideSettings): string {
  const types = ({ from, to }: OutsideSettings['routes'][number]) => (from === to ? `${from}` : `${from}-${to}`)
  return [
    services.size === 0 ? '' : stringify({ services: Object.fromEntries(services) }),
    routes.length === 0 ? '' : stringify({ routes: routes.map((route) => ({ types: types(route), service: route.service })) }),
  ].join('')
}

const exampleOutside = `# Services of others, asked over HTTP, and the packet types that they answer (docs/routing.md); they have no defaults:
# services:
#   orders:
#     addresses: [{ url: https://10.0.0.5/magpie, weight: 1 }]
# routes:
#   - { types: 200-249, service: orders }
`

function leafOf(key: string): string {
  return key.slice(key.indexOf('.') + 1)
}

/** In quotes when it could be read as something else. */
function scalar(value: Config[Key]): string {
  const plain = String(value)
  return /^[\w./][\w./-]*$/.test(plain) ? plain : JSON.stringify(plain)
}

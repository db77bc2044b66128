import { type Config, keyNames, keys } from './keys.ts'

/** The settings as a YAML file that says the same. */
export function formatConfig(config: Config): string {
  return format((key) => [`${leafOf(key)}: ${scalar(config[key])}`])
}

/** The defaults, with what each setting is for: an example to start from. */
export function exampleConfig(): string {
  return format((key) => [`# ${keys[key].about} (${keys[key].env})`, `${leafOf(key)}: ${scalar(keys[key].default)}`])
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

function leafOf(key: string): string {
  return key.slice(key.indexOf('.') + 1)
}

/** In quotes when it could be read as something else. */
function scalar(value: Config[keyof Config]): string {
  const plain = String(value)
  return /^[\w./][\w./-]*$/.test(plain) ? plain : JSON.stringify(plain)
}

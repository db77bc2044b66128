import { withCertificate } from './doors/certificate.ts'
import { House } from './doors/house.ts'
import type { Attack } from './doors/try-door.ts'
import { tryDoor } from './doors/try-door.ts'
import type { Options, Verdict } from './options.ts'

interface Kind {
  /** Loaded only when it is its turn. */
  readonly attack: () => Promise<Attack>
  /** Of the server it belongs to, beyond what all have. */
  readonly env?: Readonly<Record<string, string>>
}

/** Every door by its name. The last of one server is the one at which its settings may be changed. */
const doors: Readonly<Record<string, Kind>> = {
  'omtp-door': { attack: async () => (await import('./doors/omtp.ts')).omtp },
  'json-door': { attack: async () => (await import('./doors/json.ts')).json },
  'control-door': { attack: async () => (await import('./doors/control.ts')).control },
  'http-door': { attack: async () => (await import('./doors/http.ts')).http },
  'tls-door': { attack: async () => (await import('./doors/tls.ts')).tls, env: withCertificate },
}

export const doorNames = Object.keys(doors)

/** Every door that is named, one after the other: of a real server, with honest users beside. */
export async function fuzzDoors(names: readonly string[], options: Options): Promise<Verdict> {
  let failed = 0
  for (const [env, named] of Map.groupBy(names, (name) => doors[name]?.env)) {
    await using house = await House.open(env)
    for (const name of named) {
      const attack = await doors[name]?.attack()
      if (attack === undefined) throw new Error(`there is no door ${name}`)
      const problems = await tryDoor({ name, attack, house }, options)
      for (const problem of problems) options.say(`${name}: ${problem}`)
      if (problems.length > 0) failed++
    }
  }
  return { passed: names.length - failed, failed }
}

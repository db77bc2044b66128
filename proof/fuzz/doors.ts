import type { Attack } from './doors/try-door.ts'
import { tryDoor } from './doors/try-door.ts'
import type { Options, Verdict } from './options.ts'

/** Every door by its name; each is loaded only when it is its turn. */
const doors: Readonly<Record<string, () => Promise<Attack>>> = {
  'omtp-door': async () => (await import('./doors/omtp.ts')).omtp,
  'http-door': async () => (await import('./doors/http.ts')).http,
  'control-door': async () => (await import('./doors/control.ts')).control,
}

export const doorNames = Object.keys(doors)

/** Every door that is named, one after the other: of a real server, with an honest client beside. */
export async function fuzzDoors(names: readonly string[], options: Options): Promise<Verdict> {
  let failed = 0
  for (const name of names) {
    const attack = await doors[name]?.()
    if (attack === undefined) throw new Error(`there is no door ${name}`)
    const problems = await tryDoor(name, attack, options)
    for (const problem of problems) options.say(`${name}: ${problem}`)
    if (problems.length > 0) failed++
  }
  return { passed: names.length - failed, failed }
}

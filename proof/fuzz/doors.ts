import type { Options, Verdict } from './options.ts'

/** Every door by its name; each is loaded only when it is its turn. */
const doors: Readonly<Record<string, () => Promise<(options: Options) => Promise<string[]>>>> = {}

export const doorNames = Object.keys(doors)

/** Every door that is named, one after the other: of a real server, with an honest client beside. */
export async function fuzzDoors(names: readonly string[], options: Options): Promise<Verdict> {
  let failed = 0
  for (const name of names) {
    const problems = (await (await doors[name]?.())?.(options)) ?? []
    for (const problem of problems) options.say(`${name}: ${problem}`)
    if (problems.length > 0) failed++
  }
  return { passed: names.length - failed, failed }
}

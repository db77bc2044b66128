import type { Options } from '../options.ts'
import { Random } from '../random.ts'
import { count } from '../table.ts'
import { HonestPair } from './honest.ts'
import type { House } from './house.ts'

/** What those who mean no good have at hand. */
export interface Attempt {
  readonly house: House
  readonly random: Random
  /** Tells something that must not be; the same once. */
  readonly tell: (problem: string) => void
}

/** Goes on until it is told to stop; gives how often it tried. */
export type Attack = (attempt: Attempt, goesOn: () => boolean) => Promise<number>

const usualSeconds = 20
/** In MiB, above where it began: caches and connections that are not collected yet. */
const mostGrowth = 384

export interface Door {
  readonly name: string
  readonly attack: Attack
  readonly house: House
}

/** Tries a door of a real server for a while, beside two honest users, and gives what must not be. */
export async function tryDoor({ name, attack, house }: Door, { seconds = usualSeconds, seed, say }: Options): Promise<string[]> {
  const problems = new Set<string>()
  const tell = (problem: string) => {
    if (problems.size < 20) problems.add(problem)
  }
  const honest = await HonestPair.open(house, name)
  const before = house.memory()
  // From the first time that it is asked for: what is prepared before takes none of it.
  let end = 0
  const goesOn = () => {
    if (end === 0) end = performance.now() + seconds * 1000
    return performance.now() < end && problems.size < 20
  }
  const tried = await attack({ house, random: new Random(seed), tell }, goesOn)
  const { sent, slowestMs, problem } = honest.end()
  const death = await house.deathNote()
  if (death !== undefined) return [...problems, `the server ended: ${death}`]
  const growth = house.memory() - before
  if (problem !== undefined) tell(problem)
  if (growth > mostGrowth) tell(`memory grew by ${Math.round(growth)} MiB`)
  for (const line of house.newErrors()) tell(`the log has: ${line.slice(0, 1_000)}`)
  say(
    `${problems.size === 0 ? '✔' : '✘'} ${name}: ${count(tried)} attempts in ${seconds} s; beside them ${count(sent)} messages of honest users, ` +
      `the slowest in ${Math.round(slowestMs)} ms; memory ${Math.round(growth)} MiB more`,
  )
  return [...problems]
}

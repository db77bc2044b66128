import type { Options } from '../options.ts'
import { Random } from '../random.ts'
import { count } from '../table.ts'
import { HonestPair } from './honest.ts'
import { House } from './house.ts'

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

/** Tries a door of a real server for a while, beside two honest users, and gives what must not be. */
export async function tryDoor(name: string, attack: Attack, { seconds = usualSeconds, seed, say }: Options): Promise<string[]> {
  await using house = await House.open()
  const problems = new Set<string>()
  const tell = (problem: string) => {
    if (problems.size < 20) problems.add(problem)
  }
  const honest = await HonestPair.open(house)
  const before = house.memory()
  const end = performance.now() + seconds * 1000
  const tried = await attack({ house, random: new Random(seed), tell }, () => performance.now() < end && problems.size < 20)
  const { sent, slowestMs, problem } = honest.end()
  const death = await house.deathNote()
  if (death !== undefined) return [...problems, `the server ended: ${death}`]
  const growth = house.memory() - before
  if (problem !== undefined) tell(problem)
  if (growth > mostGrowth) tell(`memory grew by ${Math.round(growth)} MiB`)
  for (const line of house.errors()) tell(`the log has: ${line.slice(0, 1_000)}`)
  say(
    `${problems.size === 0 ? '✔' : '✘'} ${name}: ${count(tried)} attempts in ${seconds} s; beside them ${count(sent)} messages of honest users, ` +
      `the slowest in ${Math.round(slowestMs)} ms; memory ${Math.round(growth)} MiB more`,
  )
  return [...problems]
}

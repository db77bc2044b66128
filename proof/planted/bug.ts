import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What finds a bug: lives of the simulation, judged by the checker, or images of the power-cut run. */
export type CatcherName = 'simulation' | 'power cut'

/** A row of `planted.json`: a bug, kept as `<name>.patch`, and what is known of how it is found. */
export interface Bug {
  readonly name: string
  readonly catcher: CatcherName
  /** The first that is tried; at best it finds the bug. */
  readonly seed: number
  /** Rule of the checker or of the simulation, or beginning of a finding of the power-cut run. */
  readonly finding: string
}

const folder = import.meta.dirname
const table = join(folder, 'planted.json')

export function readBugs(): Bug[] {
  const bugs: Bug[] = JSON.parse(readFileSync(table, 'utf8'))
  const known = new Set(bugs.map(({ name }) => `${name}.patch`))
  const files = readdirSync(folder).filter((file) => file.endsWith('.patch'))
  const unlisted = files.filter((file) => !known.has(file))
  if (unlisted.length > 0) throw new Error(`not in planted.json: ${unlisted.join(', ')}`)
  return bugs
}

export function writeBugs(bugs: readonly Bug[]): void {
  writeFileSync(table, `[\n${bugs.map((bug) => `  ${JSON.stringify(bug)}`).join(',\n')}\n]\n`)
}

export const patchOf = ({ name }: Bug) => join(folder, `${name}.patch`)

/** The invariants that the bug breaks, as the head of its patch says. */
export function invariantsOf(bug: Bug): string {
  const [head = ''] = readFileSync(patchOf(bug), 'utf8').split('\n--- ', 1)
  return [...new Set(head.match(/\bI\d+\b/g))].join(' ')
}

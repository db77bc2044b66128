import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Of several runs. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (index: number) => sorted[index] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return { median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, least: at(0), most: at(sorted.length - 1) }
}

/** The first row has the titles; all columns but the first are numbers. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')
  return rows.map(line).join('\n')
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en')
}

/** Writes `results/<date>-<name>.json` with what a reader needs to compare, and gives its path. */
export function saveResult(name: string, result: object): string {
  const folder = fileURLToPath(new URL('results/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const facts = circumstances()
  const file = join(folder, `${facts.date.slice(0, 10)}-${name}.json`)
  writeFileSync(file, `${JSON.stringify({ bench: name, ...facts, ...result }, undefined, 2)}\n`)
  return file
}

/** When, of what and on what something was measured. */
export function circumstances() {
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, kernel: release(), node: process.version }
  return { date: new Date().toISOString(), commit: commit(), machine }
}

function commit(): string {
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
  const changed = git('status', '--porcelain', '--', '../packages') === '' ? '' : ' with changes'
  return `${git('rev-parse', 'HEAD')}${changed}`
}

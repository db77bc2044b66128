import { availableParallelism } from 'node:os'
import type { Measurement } from './measure.ts'
import { spreadOf, whole } from './report.ts'

export interface Column<Result extends Measurement = Measurement> {
  readonly title: string
  readonly value: (result: Result) => number
  readonly format: (value: number) => string
}

/** Nothing where nothing was measured. */
export function decimals(count: number): (value: number) => string {
  return (value) => (Number.isNaN(value) ? '–' : value.toFixed(count))
}

/** Medians, and how far apart the runs were in the first column. */
export function rowOf<Result extends Measurement>(title: string, columns: readonly Column<Result>[], results: readonly Result[]): string[] {
  const spreads = columns.map(({ value }) => spreadOf(results.map(value)))
  const cells = columns.map(({ format }, index) => format(spreads[index]?.median ?? Number.NaN))
  const { median, least, most } = spreads[0] ?? spreadOf([])
  return [title, ...cells, `±${whole(((most - least) / 2 / median) * 100)} %`]
}

export function ratioOf<Result>(results: readonly Result[], others: readonly Result[], value: (result: Result) => number): string {
  return (spreadOf(results.map(value)).median / spreadOf(others.map(value)).median).toFixed(3)
}

/** A row for the files: each run's figure in each column. */
export function columnsOf<Result extends Measurement>(columns: readonly Column<Result>[], results: readonly Result[]) {
  const valuesOf = ({ value }: Column<Result>) => results.map(value).map((one) => (Number.isFinite(one) ? one : null))
  return Object.fromEntries(columns.map((column) => [column.title, valuesOf(column)]))
}

const busy = 0.95
const disturbing = 0.2

/** What forbids taking the figures for the server's best. */
export function remarksOn(title: string, results: readonly Measurement[]): string[] {
  const remarks: string[] = []
  const wrong = results.reduce((sum, result) => sum + result.wrong, 0)
  if (wrong > 0) remarks.push(`${title}: WRONG: ${whole(wrong)} messages were refused, lost or out of order`)
  if (results.some(({ generatorCores }) => generatorCores > busy)) remarks.push(`${title}: the generator was the bottleneck`)
  const full = ({ serverCores, generatorCores }: Measurement) => serverCores + generatorCores > availableParallelism() * busy
  if (results.some(({ otherCores }) => otherCores > disturbing)) remarks.push(`${title}: something else kept the machine busy`)
  if (results.some(full)) remarks.push(`${title}: server and generator together filled the machine`)
  return remarks
}

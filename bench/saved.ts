import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drawHistograms } from '../tools/plot/histogram.ts'
import type { Histogram } from './load/histogram.ts'
import { circumstances, saveResult, spreadOf } from './report.ts'

/** A row of the table: what each run gave, by column, and the latencies of all runs together. */
export interface SavedRow {
  readonly scene: string
  readonly side: string
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>
  readonly latencies: Histogram
}

export interface Saved {
  readonly commit: string
  readonly date: string
  readonly rows: readonly SavedRow[]
}

const folder = fileURLToPath(new URL('results/', import.meta.url))

/** Compares with the newest kept result of that name and, if wanted, keeps this one: figures, and a picture of the latencies. */
export function keep(name: string, { settings, rows }: { settings: object; rows: readonly SavedRow[] }, save: boolean): string[] {
  const said = comparison(newest(name), rows)
  if (!save) return said
  const file = saveResult(name, { settings, rows: rows.map(({ latencies, ...row }) => ({ ...row, latencies: byColumns(latencies) })) })
  const picture = file.replace(/json$/u, 'svg')
  const { date, commit, machine } = circumstances()
  const title = `${name}: latency, ${date.slice(0, 10)}, ${commit.slice(0, 10)}, ${machine.cores} × ${machine.cpu}`
  writeFileSync(picture, drawHistograms(title, 'milliseconds', panelsOf(rows)))
  return [...said, `saved ${file} and ${picture}`]
}

function newest(name: string): Saved | undefined {
  if (!existsSync(folder)) return undefined
  const files = readdirSync(folder).filter((file) => new RegExp(`^\\d{4}-\\d\\d-\\d\\d-${name}\\.json$`).test(file))
  const file = files.sort().at(-1)
  return file === undefined ? undefined : (JSON.parse(readFileSync(join(folder, file), 'utf8')) as Saved) // as: written by keep
}

/** Medians of before and now, of what both measured. */
export function comparison(before: Saved | undefined, rows: readonly SavedRow[]): string[] {
  if (before === undefined) return []
  const lines = rows.flatMap((row) => {
    const old = before.rows.find(({ scene, side }) => scene === row.scene && side === row.side)
    if (old === undefined) return []
    const changes = Object.keys(row.columns).flatMap((column) => change(column, old.columns[column], row.columns[column]))
    return [`  ${row.side} ${row.scene}: ${changes.join(', ')}`]
  })
  if (lines.length === 0) return []
  return [`\nagainst ${before.date.slice(0, 10)}, ${before.commit.slice(0, 10)}:`, ...lines]
}

/** Columns that tell of the server, not of the circumstances. */
const compared = /\/s$|^per CPU s$|^p[\d.]+ ms$/u

function change(column: string, before: readonly (number | null)[] = [], now: readonly (number | null)[] = []): string[] {
  const [old, fresh] = [before, now].map((values) => spreadOf(values.filter((value) => value !== null)).median)
  if (!compared.test(column) || old === undefined || fresh === undefined || Number.isNaN(old) || Number.isNaN(fresh)) return []
  const percent = Math.round((fresh / old - 1) * 100)
  return [`${column} ${percent >= 0 ? '+' : '−'}${Math.abs(percent)} %`]
}

/** Takes less room in a file. */
function byColumns(latencies: Histogram): object {
  return { belowMicroseconds: latencies.map(([microseconds]) => microseconds), counts: latencies.map(([, count]) => count) }
}

function panelsOf(rows: readonly SavedRow[]) {
  return [...new Set(rows.map(({ scene }) => scene))].map((label) => ({
    label,
    lines: rows
      .filter(({ scene }) => scene === label)
      .map(({ side, latencies }) => ({
        name: side,
        buckets: latencies.map(([microseconds, count]) => [microseconds / 1000, count] as const),
      })),
  }))
}

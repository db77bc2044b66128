import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Files of a data folder that others than its owner can read or change. */
export function openToOthers(data: string): string[] {
  const journal = existsSync(join(data, 'journal')) ? readdirSync(join(data, 'journal')).map((name) => join('journal', name)) : []
  const files = ['secrets.json', 'magpie.db', 'magpie.db-wal', 'magpie-search.db', 'magpie-search.db-wal', ...journal]
  return files.filter((file) => existsSync(join(data, file)) && (statSync(join(data, file)).mode & 0o077) !== 0)
}

import fs from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { metaSql } from '../meta.ts'
import { change, query } from './statement.ts'

/** What was removed from the file is still in its write-ahead log until this. */
export const emptyLog = 'PRAGMA wal_checkpoint(TRUNCATE)'

/** What is sorted may be contents. */
export const memoryOnly = 'PRAGMA temp_store = MEMORY'

/** Made anew by statements that run in order. */
export interface Layout {
  /** Another one on disk: it has to be made anew. */
  readonly version: number
  readonly tables: readonly string[]
}

/** Nothing in it is synced before it is closed; what is removed from it is wiped. */
export function openDatabase(file: string, cacheKiB: number): DatabaseSync {
  const database = new DatabaseSync(file)
  try {
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${memoryOnly}; PRAGMA secure_delete = ON;
      PRAGMA cache_size = -${cacheKiB}; PRAGMA wal_autocheckpoint = 8000; ${emptyLog}`)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** In place of whatever is there. */
export function createDatabase(file: string, cacheKiB: number, { layout, journal }: { layout: Layout; journal: string }): DatabaseSync {
  for (const suffix of ['', '-wal', '-shm']) fs.rmSync(`${file}${suffix}`, { force: true })
  // Messages and password hashes are for the owner alone; SQLite gives its other files the mode of this one.
  fs.closeSync(fs.openSync(file, 'w', 0o600))
  const database = openDatabase(file, cacheKiB)
  database.exec('BEGIN')
  for (const statement of layout.tables) database.exec(statement)
  const put = change(database, metaSql.put)
  put('schema', String(layout.version))
  put('journal', journal)
  put('watermark', '0')
  database.exec('COMMIT')
  return database
}

/** Whether a sound database has this layout; and whether it is of this journal. */
export function strangenessOf(database: DatabaseSync, { layout, journal }: { layout: Layout; journal: string }): string | undefined {
  const hasMeta = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get()
  if (!hasMeta || metaOf(database, 'schema') !== String(layout.version)) return 'has another layout'
  return metaOf(database, 'journal') === journal ? undefined : 'belongs to another journal'
}

export function metaOf(database: DatabaseSync, name: string): string | undefined {
  return query<{ value: string }>(database, metaSql.get).get(name)?.value
}

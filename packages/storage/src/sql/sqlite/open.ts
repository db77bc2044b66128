import fs from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Log, Position } from '@magpie-im/model'
import { metaSql } from '../meta.ts'
import { createTables, messagesIndex, schemaVersion } from '../schema.ts'
import { isDamage } from './damage.ts'
import { currentBootId, type FileState, isTrusted, readState, syncPath, writeState } from './state-file.ts'
import { change, query } from './statement.ts'
import { emptyLog, memoryOnly, SqliteStore } from './store.ts'

export interface SqliteOptions {
  readonly file: string
  /** Identity of the journal that the database is a projection of. */
  readonly journal: string
  /** The journal's durable end. */
  readonly durable: Position
  readonly log: Log
  /** Nobody reads before the projection has come here; then one that is rebuilt is faster. */
  readonly readFrom?: Position
  /** Of the boot of the machine; by default asked of it. */
  readonly bootId?: string
  /** Called once when the file turns out to be damaged while it is in use: close it and open it again. */
  readonly onDamage?: () => void
}

/** The journal ends before what was projected from it: it lost records that were acknowledged. */
export class ReadModelAhead extends Error {
  override readonly name = 'ReadModelAhead'

  constructor() {
    super('the journal ends before what the read model took from it, so it has lost its tail: run `magpie doctor`')
  }
}

/**
 * Opens the read model, or begins an empty one where the file cannot be relied on. Nothing in it is synced until it is
 * closed, so after the machine went down without that, it is rebuilt from the journal.
 */
export function openSqlite(options: SqliteOptions): SqliteStore {
  const { file, log, bootId = currentBootId(), readFrom = 0 } = options
  const stateFile = `${file}.state`
  const trusted = openTrusted(options, readState(stateFile), bootId)
  // Before anything is written: a power cut from here on must not find a file that seems to be clean.
  writeState(stateFile, { bootId, clean: false, suspect: false })
  const rebuildTo = trusted === undefined && readFrom > 0 ? readFrom : undefined
  const database = trusted ?? createNew(options, rebuildTo === undefined)
  let suspect = false
  const owner = {
    damaged: () => {
      if (suspect) return
      suspect = true
      log.error('the read model is damaged', { file })
      writeState(stateFile, { bootId, clean: false, suspect: true })
      options.onDamage?.()
    },
    closed: () => {
      syncPath(file)
      if (!suspect) writeState(stateFile, { bootId, clean: true, suspect: false })
    },
  }
  return new SqliteStore(database, owner, rebuildTo)
}

function openTrusted(options: SqliteOptions, state: FileState, bootId: string): DatabaseSync | undefined {
  const { file, log, durable } = options
  if (!fs.existsSync(file)) return undefined
  if (!isTrusted(state, bootId)) {
    log.warn('the machine went down while the read model was open: rebuilding it from the journal', { file })
    return undefined
  }
  const opened = openChecked(options, state.suspect)
  if (!opened) return undefined
  // A rebuild that did not come to its end begins anew.
  if (opened.watermark > 0 && opened.watermark <= durable) return opened.database
  opened.database.close()
  if (opened.watermark === 0) return undefined
  throw new ReadModelAhead()
}

function openChecked({ file, journal, log }: SqliteOptions, suspect: boolean) {
  let database: DatabaseSync | undefined
  try {
    database = openDatabase(file)
    const why = suspect && !isSound(database) ? 'the read model is damaged' : strangeness(database, journal)
    if (why === undefined) return { database, watermark: Number(metaOf(database, 'watermark')) }
    log.warn(`${why}: rebuilding it from the journal`, { file })
  } catch (error) {
    if (!isDamage(error)) throw error
    log.warn('the read model cannot be read: rebuilding it from the journal', { file })
  }
  database?.close()
  return undefined
}

/** Why a sound database is not the read model of this journal. */
function strangeness(database: DatabaseSync, journal: string): string | undefined {
  const hasMeta = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get()
  if (!hasMeta || metaOf(database, 'schema') !== String(schemaVersion)) return 'the read model has another layout'
  return metaOf(database, 'journal') === journal ? undefined : 'the read model belongs to another journal'
}

function createNew({ file, journal }: SqliteOptions, isIndexed: boolean): DatabaseSync {
  for (const suffix of ['', '-wal', '-shm']) fs.rmSync(`${file}${suffix}`, { force: true })
  // Messages and password hashes are for the owner alone; SQLite gives its other files the mode of this one.
  fs.closeSync(fs.openSync(file, 'w', 0o600))
  const database = openDatabase(file)
  database.exec('BEGIN')
  for (const statement of createTables(' WITHOUT ROWID')) database.exec(statement)
  if (isIndexed) database.exec(messagesIndex)
  const put = change(database, metaSql.put)
  put('schema', String(schemaVersion))
  put('journal', journal)
  put('watermark', '0')
  database.exec('COMMIT')
  return database
}

function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  try {
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${memoryOnly}; PRAGMA secure_delete = ON;
      PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000; ${emptyLog}`)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function metaOf(database: DatabaseSync, name: string): string | undefined {
  return query<{ value: string }>(database, metaSql.get).get(name)?.value
}

function isSound(database: DatabaseSync): boolean {
  return query<{ quick_check: string }>(database, 'PRAGMA quick_check(1)').get()?.quick_check === 'ok'
}

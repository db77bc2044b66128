import fs from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { Log, Position } from '@magpie-im/model'
import { createTables, messagesIndex, schemaVersion } from '../schema.ts'
import { isDamage } from './damage.ts'
import { createDatabase, type Layout, metaOf, openDatabase, strangenessOf } from './database.ts'
import { currentBootId, type FileState, isTrusted, readState, syncPath, writeState } from './state-file.ts'
import { query } from './statement.ts'
import { SqliteStore } from './store.ts'

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

const cacheKiB = 65_536

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
  const database = trusted ?? createDatabase(file, cacheKiB, { layout: layoutOf(rebuildTo === undefined), journal: options.journal })
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
    database = openDatabase(file, cacheKiB)
    const strangeness = suspect && !isSound(database) ? 'is damaged' : strangenessOf(database, { layout: layoutOf(true), journal })
    const why = strangeness && `the read model ${strangeness}`
    if (why === undefined) return { database, watermark: Number(metaOf(database, 'watermark')) }
    log.warn(`${why}: rebuilding it from the journal`, { file })
  } catch (error) {
    if (!isDamage(error)) throw error
    log.warn('the read model cannot be read: rebuilding it from the journal', { file })
  }
  database?.close()
  return undefined
}

function layoutOf(isIndexed: boolean): Layout {
  const tables = createTables(' WITHOUT ROWID')
  return { version: schemaVersion, tables: isIndexed ? [...tables, messagesIndex] : tables }
}

function isSound(database: DatabaseSync): boolean {
  return query<{ quick_check: string }>(database, 'PRAGMA quick_check(1)').get()?.quick_check === 'ok'
}

import fs from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { Log, Position } from '@magpie-im/model'
import { isDamage } from '../sql/sqlite/damage.ts'
import { createDatabase, metaOf, openDatabase, strangenessOf } from '../sql/sqlite/database.ts'
import { currentBootId, isTrusted, readState, syncPath, writeState } from '../sql/sqlite/state-file.ts'
import { SearchStore, searchTables, searchVersion } from './search-store.ts'

export interface SearchOptions {
  readonly file: string
  /** Identity of the journal that is indexed. */
  readonly journal: string
  /** The journal's durable end. */
  readonly durable: Position
  readonly log: Log
  /** Of the boot of the machine; by default asked of it. */
  readonly bootId?: string
}

const cacheKiB = 16_384
const layout = { version: searchVersion, tables: searchTables }

/** Opens the index, or begins an empty one where the file cannot be relied on: it is made from the journal again. */
export function openSearch(options: SearchOptions): SearchStore {
  const { file, journal, log, bootId = currentBootId() } = options
  const stateFile = `${file}.state`
  const state = readState(stateFile)
  writeState(stateFile, { bootId, clean: false, suspect: false })
  const trusted = isTrusted(state, bootId) ? openExisting(options) : undefined
  if (trusted === undefined && fs.existsSync(file)) log.warn('the search index cannot be relied on: making it anew', { file })
  const database = trusted ?? createDatabase(file, cacheKiB, { layout, journal })
  return new SearchStore(database, () => {
    syncPath(file)
    writeState(stateFile, { bootId, clean: true, suspect: false })
  })
}

function openExisting({ file, journal, durable }: SearchOptions): DatabaseSync | undefined {
  if (!fs.existsSync(file)) return undefined
  let database: DatabaseSync | undefined
  try {
    database = openDatabase(file, cacheKiB)
    const isOurs = strangenessOf(database, { layout, journal }) === undefined
    if (isOurs && Number(metaOf(database, 'watermark')) <= durable) return database
  } catch (error) {
    if (!isDamage(error)) throw error
  }
  database?.close()
  return undefined
}

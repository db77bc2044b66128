import { DatabaseSync } from 'node:sqlite'
import type { Store } from '../ports.ts'

export interface SqliteStore extends Store {
  close(): void
}

/** Keeps what a client must remember in a file of SQLite; `:memory:` is none. */
export function sqliteStore(file: string): SqliteStore {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL')
  db.exec('CREATE TABLE IF NOT EXISTS kept (account TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (account, key)) WITHOUT ROWID')
  const all = db.prepare('SELECT key, value FROM kept WHERE account = ?')
  const put = db.prepare('INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value')
  const remove = db.prepare('DELETE FROM kept WHERE account = ? AND key = ?')
  const write = (account: string, changes: ReadonlyMap<string, string | undefined>) => {
    for (const [key, value] of changes) {
      if (value === undefined) remove.run(account, key)
      else put.run(account, key, value)
    }
  }
  return {
    load: async (account) => new Map(all.all(account).map(({ key, value }) => [String(key), String(value)])),
    write: async (account, changes) => {
      db.exec('BEGIN IMMEDIATE')
      try {
        write(account, changes)
        db.exec('COMMIT')
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
    close: () => db.close(),
  }
}

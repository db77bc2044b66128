import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StartError } from '../start-error.ts'

/** SQLITE_BUSY. */
const busy = 5

/** Keeps a data folder to one process. The system releases it when the process ends, however it ends. */
export class FolderLock {
  readonly #database: DatabaseSync

  private constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** Undefined: another process has it. */
  static tryTake(folder: string): FolderLock | undefined {
    const file = join(folder, 'lock')
    let database: DatabaseSync | undefined
    try {
      // For the owner only, since who can open it can hold it. Never an existing one: closing it would let go of the lock.
      if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600))
      // SQLite's own file lock: an advisory lock of the operating system, which Node does not offer by itself.
      database = new DatabaseSync(file)
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
      return new FolderLock(database)
    } catch (error) {
      database?.close()
      if ((error as { errcode?: number }).errcode === busy) return undefined // as: SQLite's errors have it
      throw new StartError(`cannot lock the folder ${folder}: ${(error as Error).message}`) // as: files and SQLite throw errors only
    }
  }

  release(): void {
    this.#database.close()
  }
}

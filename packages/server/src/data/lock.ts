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
    // SQLite's own file lock: an advisory lock of the operating system, which Node does not offer by itself.
    const database = new DatabaseSync(join(folder, 'lock'))
    try {
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
      return new FolderLock(database)
    } catch (error) {
      database.close()
      if ((error as { errcode?: number }).errcode === busy) return undefined // as: SQLite's errors have it
      throw new StartError(`cannot lock the data folder ${folder}: ${(error as Error).message}`) // as: SQLite throws errors only
    }
  }

  release(): void {
    this.#database.close()
  }
}

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StartError } from '../start-error.ts'

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
      if (String(error).includes('locked')) return undefined
      throw new StartError(`cannot lock the data folder ${folder}: ${(error as Error).message}`) // as: SQLite throws errors only
    }
  }

  release(): void {
    this.#database.close()
  }
}

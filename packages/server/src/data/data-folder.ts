import { accessSync, constants, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { NodeDisk } from '@magpie-im/journal'
import { StartError } from '../start-error.ts'
import { FolderLock } from './lock.ts'
import { readOrMakeSecrets, type Secrets } from './secrets.ts'

/** Everything a server keeps; held by one process at a time. */
export class DataFolder {
  readonly path: string
  readonly secrets: Secrets
  readonly #lock: FolderLock

  private constructor(path: string, lock: FolderLock) {
    this.path = path
    this.#lock = lock
    this.secrets = readOrMakeSecrets(path)
  }

  /** Makes it when it is missing. Throws `StartError` when it cannot be used. */
  static open(folder: string): DataFolder {
    const opened = DataFolder.tryOpen(folder)
    if (opened === undefined) throw new StartError(`the data folder ${resolve(folder)} is in use by another process`)
    return opened
  }

  /** Undefined: another process has it. */
  static tryOpen(folder: string): DataFolder | undefined {
    const path = resolve(folder)
    checkWhole(path)
    makeUsable(path)
    const lock = FolderLock.tryTake(path)
    if (lock === undefined) return undefined
    try {
      refuseHalfRepaired(path)
      return new DataFolder(path, lock)
    } catch (error) {
      lock.release()
      throw error
    }
  }

  get journal(): string {
    return join(this.path, 'journal')
  }

  get database(): string {
    return join(this.path, 'magpie.db')
  }

  get searchIndex(): string {
    return join(this.path, 'magpie-search.db')
  }

  get files(): string {
    return join(this.path, 'files')
  }

  release(): void {
    this.#lock.release()
  }
}

/** A file that a data folder has until a restore to it has come to its end. */
export const interruptedRestore = 'RESTORING'

/** Throws `StartError` for what looks like a data folder and is none. */
export function checkWhole(path: string): void {
  if (existsSync(join(path, interruptedRestore)))
    throw new StartError(`a restore to ${path} was interrupted: run ./magpie restore again, it begins anew`)
  if (existsSync(join(path, 'manifest.json')) && !existsSync(join(path, 'journal')))
    throw new StartError(`${path} is a backup, no data folder; ./magpie restore --from ${path} --data DIR makes one of it`)
}

/** Doctor writes down what it is about to put in place, and takes the note away when it is. */
function refuseHalfRepaired(path: string): void {
  if (readdirSync(path).every((name) => !name.startsWith('repair-') || !existsSync(join(path, name, 'steps.json')))) return
  throw new StartError(
    `a repair of the data folder ${path} was interrupted; run \`magpie doctor --repair\` to have it carried out to its end`,
  )
}

function makeUsable(path: string): void {
  try {
    const made = mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    syncNames(path, made)
  } catch (error) {
    throw new StartError(`cannot use the data folder ${path}: ${(error as Error).message}`) // as: file functions throw errors only
  }
}

/** The folder outlives a power loss before anything in it is promised to (I1); also one whose maker was killed before he came here. */
function syncNames(path: string, made: string | undefined): void {
  const disk = new NodeDisk()
  const first = made ?? path
  for (let at = path; at.length >= first.length && at !== dirname(at); at = dirname(at)) {
    try {
      disk.syncFolder(dirname(at))
    } catch (error) {
      // Who may not read the folder above has not made this one.
      if (made !== undefined) throw error
    }
  }
}

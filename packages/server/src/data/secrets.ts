import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../start-error.ts'

export interface Secrets {
  /** Signs tokens. */
  readonly tokenSecret: Uint8Array
}

const shortestSecret = 32

/** Throws `StartError` when there are none or they are unusable. */
export function readSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json')
  try {
    const { tokenSecret } = JSON.parse(readFileSync(file, 'utf8')) as { tokenSecret?: string } // as: checked below
    const bytes = Buffer.from(tokenSecret ?? '', 'base64url')
    if (bytes.length >= shortestSecret) return { tokenSecret: bytes }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new StartError(`there is no ${file}; start the server once to make it`) // as: only file errors have it
    throw new StartError(`cannot read ${file}`)
  }
  throw new StartError(
    `tokenSecret in ${file} is shorter than ${shortestSecret} bytes; delete the file to have a new one made (tokens given out so far stop working)`,
  )
}

/** Makes them, readable by the owner only, when there are none. */
export function readOrMakeSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json')
  try {
    const temporary = `${file}.new`
    if (!exists(file)) {
      const descriptor = openSync(temporary, 'w', 0o600)
      writeSync(descriptor, `${JSON.stringify({ tokenSecret: randomBytes(48).toString('base64url') })}\n`)
      fsyncSync(descriptor)
      closeSync(descriptor)
      renameSync(temporary, file)
    }
  } catch (error) {
    throw new StartError(`cannot write ${file}: ${(error as Error).message}`) // as: file functions throw errors only
  }
  return readSecrets(folder)
}

function exists(file: string): boolean {
  try {
    closeSync(openSync(file, 'r'))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false // as: only file errors have it
    throw error
  }
}

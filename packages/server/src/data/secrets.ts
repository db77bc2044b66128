import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { StartError } from '../start-error.ts'

export interface Secrets {
  /** Signs tokens. */
  readonly tokenSecret: Uint8Array
  /** Private key (Ed25519, PKCS #8) by which clients know the server; undefined: none was made yet. */
  readonly identityKey: Uint8Array | undefined
}

/** As they stand in the file, in base64url. */
interface Stored {
  readonly tokenSecret?: string
  readonly identityKey?: string
}

const shortestSecret = 32

/** Throws `StartError` when there are none or they are unusable. */
export function readSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json')
  const stored = readStored(file)
  if (stored === undefined) throw new StartError(`there is no ${file}; start the server once to make it`)
  return decode(stored, file)
}

/** Makes what is missing of them, readable by the owner only. */
export function readOrMakeSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json')
  const stored = readStored(file)
  if (stored !== undefined) decode(stored, file)
  if (stored?.identityKey === undefined) write(file, { ...newSecrets(), ...stored })
  return readSecrets(folder)
}

function newSecrets(): Stored {
  const { privateKey } = generateKeyPairSync('ed25519')
  return {
    tokenSecret: randomBytes(48).toString('base64url'),
    identityKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
  }
}

/** Undefined: there is no file. */
function readStored(file: string): Stored | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Stored // as: `decode` checks it
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined // as: only file errors have it
    throw new StartError(`cannot read ${file}`)
  }
}

function decode(stored: Stored, file: string): Secrets {
  const [tokenSecret, identityKey] = decoded(stored, file)
  if (tokenSecret !== undefined && tokenSecret.length >= shortestSecret) return { tokenSecret, identityKey }
  throw new StartError(
    `tokenSecret in ${file} is shorter than ${shortestSecret} bytes; delete the file to have a new one made (tokens given out so far stop working)`,
  )
}

function decoded(stored: Stored, file: string): (Buffer | undefined)[] {
  try {
    const { tokenSecret, identityKey } = stored
    return [tokenSecret, identityKey].map((text) => (text === undefined ? undefined : Buffer.from(text, 'base64url')))
  } catch {
    throw new StartError(`cannot read ${file}`)
  }
}

/** Whole or not at all. */
function write(file: string, stored: Stored): void {
  try {
    const temporary = `${file}.new`
    const descriptor = openSync(temporary, 'w', 0o600)
    writeSync(descriptor, `${JSON.stringify(stored)}\n`)
    fsyncSync(descriptor)
    closeSync(descriptor)
    renameSync(temporary, file)
  } catch (error) {
    throw new StartError(`cannot write ${file}: ${(error as Error).message}`) // as: file functions throw errors only
  }
}

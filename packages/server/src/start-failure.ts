import { JournalDamaged, JournalTooNew } from '@magpie-im/journal'
import { StartError } from './start-error.ts'

/** What of a failed start the user can do something about becomes one sentence; the rest is our bug and stays as it is. */
export function startErrorFrom(error: unknown): never {
  if (error instanceof StartError) throw error
  if (error instanceof JournalDamaged || error instanceof JournalTooNew) throw new StartError(error.message)
  if (isSystemError(error)) throw new StartError(`cannot open the data folder: ${error.message}`)
  throw error
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error
}

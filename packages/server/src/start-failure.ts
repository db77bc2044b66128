import { JournalDamaged, JournalTooNew } from '@magpie-im/journal'
import { ReadModelAhead } from '@magpie-im/storage'
import { StartError } from './start-error.ts'

/** What of a failed start the user can do something about becomes one sentence; the rest is our bug and stays as it is. */
export function startErrorFrom(error: unknown): never {
  if (error instanceof StartError) throw error
  const told = [JournalDamaged, JournalTooNew, ReadModelAhead]
  if (error instanceof Error && told.some((type) => error instanceof type)) throw new StartError(error.message)
  if (isSystemError(error)) throw new StartError(`cannot open the data folder: ${error.message}`)
  throw error
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error
}

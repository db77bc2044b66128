import { JournalDamaged, JournalTooNew } from '@magpie-im/journal'
import { StartError } from '../start-error.ts'

/** What the user can do something about becomes one sentence; the rest is our bug and stays as it is. */
export function backupErrorFrom(error: unknown, what: string): never {
  if (error instanceof JournalDamaged || error instanceof JournalTooNew) throw new StartError(error.message)
  if (error instanceof Error && 'syscall' in error) throw new StartError(`${what}: ${error.message}`)
  throw error
}

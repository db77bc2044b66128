import type { Compactions } from '@magpie-im/services'
import type { ControlCommands } from './server.ts'

/** Compacts the journal, which may take minutes, and says meanwhile how far that is. */
export function compactCommands(compactions: Compactions): ControlCommands {
  return {
    compact: () => compactions.run(),
    'compact progress': () => compactions.progress,
  }
}

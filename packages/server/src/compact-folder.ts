import type { Compaction, Log } from '@magpie-im/model'
import type { DataFolder } from './data/data-folder.ts'
import { openJournal } from './open-journal.ts'
import { startErrorFrom } from './start-failure.ts'

/** Compacts the journal of a data folder whose server does not run. */
export async function compactFolder(folder: DataFolder, log: Log, onProgress: (done: number, total: number) => void): Promise<Compaction> {
  const journal = await openJournal({ folder: folder.journal, log }).catch(startErrorFrom)
  try {
    return await journal.compact(onProgress)
  } finally {
    await journal.close()
  }
}

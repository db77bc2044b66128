import type { FilesJournal } from '@magpie-im/journal'
import type { Clock, Log } from '@magpie-im/model'
import { WritersState } from '@magpie-im/services'
import type { DataFolder } from '../data/data-folder.ts'
import { openJournal } from '../open-journal.ts'
import { startErrorFrom } from '../start-failure.ts'
import { systemClock } from '../system-clock.ts'
import type { BackupPoint } from './manifest.ts'

interface BackupPointPorts {
  readonly journal: FilesJournal
  readonly state: WritersState
  readonly clock: Clock
}

/** Now: everything that was acknowledged before the call lies before it. */
export function backupPoint({ journal, state, clock }: BackupPointPorts): BackupPoint {
  const { identity, durable: position } = journal
  return { identity, position, epoch: state.epochs.latest?.stamp ?? 0, at: clock.now() }
}

/** The end of the journal of a data folder whose server does not run. */
export async function offlineBackupPoint(folder: DataFolder, log: Log): Promise<BackupPoint> {
  const journal = await openJournal({ folder: folder.journal, log }).catch(startErrorFrom)
  try {
    const state = new WritersState(systemClock)
    await state.recover(journal)
    return backupPoint({ journal, state, clock: systemClock })
  } finally {
    await journal.close()
  }
}

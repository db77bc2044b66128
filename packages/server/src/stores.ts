import type { FilesJournal } from '@magpie-im/journal'
import type { Clock, Deliveries, Log } from '@magpie-im/model'
import { Checkpoints, Compactions, Horizon, WritersState } from '@magpie-im/services'
import type { Config } from './config/keys.ts'
import type { DataFolder } from './data/data-folder.ts'
import { openJournal } from './open-journal.ts'
import { type OpenedReadModel, openReadModel } from './read-model/open.ts'
import type { Surroundings } from './surroundings.ts'

interface StoresOptions {
  readonly config: Config
  readonly folder: Pick<DataFolder, 'journal' | 'database'>
  readonly log: Log
  readonly deliveries: Deliveries
  readonly surroundings: Surroundings
}

export interface Stores {
  readonly journal: FilesJournal
  readonly state: WritersState
  readonly horizon: Horizon
  readonly readModel: OpenedReadModel
  readonly compactions: Compactions
}

/** How long a stop waits for the read model to have everything. */
const catchUpMs = 2_000

/** What a data folder keeps: the journal, the writers' state it leads to, and the read model. */
export async function openStores(options: StoresOptions, cleanup: AsyncDisposableStack): Promise<Stores> {
  const { config, folder, log, deliveries, surroundings } = options
  const { clock, soon, startThread } = surroundings
  const segmentBytes = config['journal.segmentMiB'] * 1_048_576
  const journal = cleanup.adopt(
    await openJournal({ folder: folder.journal, log, segmentBytes, keyBudget: config['journal.keyBudget'] }, surroundings),
    (journal) => journal.close(),
  )
  const state = new WritersState(clock, { deliveries, fanOutLimit: config['groups.fanOutLimit'] })
  // Side by side: the thread of the read model takes its time too.
  const opening = openReadModel({ folder: folder.journal, file: folder.database, journal, clock, soon, log, startThread })
  cleanup.defer(() =>
    opening.then(
      (readModel) => closeReadModel(readModel, clock),
      () => undefined,
    ),
  )
  const [readModel] = await Promise.all([opening, state.recover(journal)])
  const horizon = new Horizon(journal, state.stamps)
  const checkpoints = new Checkpoints({ journal, state, log, everyBytes: segmentBytes })
  cleanup.defer(() => checkpoints.save())
  const compactions = new Compactions({ journal, clock, log, everyMs: config['journal.compactHours'] * 3_600_000 })
  cleanup.defer(() => compactions.stop())
  return { journal, state, horizon, readModel, compactions }
}

/** The next start then reads from it at once, and a lost journal could be made again from it. */
async function closeReadModel(readModel: OpenedReadModel, clock: Clock): Promise<void> {
  const patience = new Promise<void>((resolve) => clock.after(catchUpMs, resolve))
  await Promise.race([readModel.caughtUp().catch(() => undefined), patience])
  await readModel.close()
}

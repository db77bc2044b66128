import { InlineCompactor } from '../compaction/compactor.ts'
import { openIn } from '../files/open.ts'
import type { FilesJournal, FilesJournalOptions } from '../files/options.ts'
import { InlineWorker, type Soon } from '../files/worker.ts'
import type { SimulatedDisk } from './simulated-disk.ts'
import type { Random } from './simulated-file.ts'

export interface SimulatedJournalOptions extends FilesJournalOptions {
  readonly disk: SimulatedDisk
  /** Runs an action in a later turn of the simulation. */
  readonly soon: Soon
  readonly random: Random
}

/** The files engine in one thread, on a disk in memory. */
export async function openSimulatedJournal(options: SimulatedJournalOptions): Promise<FilesJournal> {
  const { disk, soon, random } = options
  const identity = () => Buffer.from(Array.from({ length: 16 }, () => Math.floor(random() * 256)))
  const worker = new InlineWorker(disk, soon)
  return openIn(options, { disk, soon, worker, side: worker, compactor: new InlineCompactor(disk, soon), identity })
}

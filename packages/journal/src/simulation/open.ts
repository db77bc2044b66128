import { InlineCompactor } from '../compaction/compactor.ts'
import type { Disk } from '../disk/disk.ts'
import type { FilesReader } from '../files/open.ts'
import { openIn } from '../files/open.ts'
import type { FilesJournal, FilesJournalOptions } from '../files/options.ts'
import { SegmentReader } from '../files/segment-reader.ts'
import { InlineWorker, type Soon } from '../files/worker.ts'
import type { Random } from './simulated-file.ts'

export interface SimulatedJournalOptions extends FilesJournalOptions {
  readonly disk: Disk
  /** Runs an action in a later turn of the simulation. */
  readonly soon: Soon
  readonly random: Random
  /** Runs an action when the disk has done what was asked before; by default `soon`. */
  readonly diskTurn?: Soon
}

/** The files engine in one thread, on a disk in memory. */
export async function openSimulatedJournal(options: SimulatedJournalOptions): Promise<FilesJournal> {
  const { disk, soon, random, diskTurn = soon } = options
  const identity = () => Buffer.from(Array.from({ length: 16 }, () => Math.floor(random() * 256)))
  const worker = new InlineWorker(disk, diskTurn)
  const side = new InlineWorker(disk, diskTurn)
  return openIn(options, { disk, soon, worker, side, compactor: new InlineCompactor(disk, diskTurn), identity })
}

/** A reader besides the writer, as the thread of the read model has one. */
export function openSimulatedReader(disk: Disk, folder: string, soon: Soon): FilesReader {
  return new SegmentReader(disk, folder, soon)
}

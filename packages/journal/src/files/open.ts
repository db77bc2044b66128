import { randomBytes } from 'node:crypto'
import type { JournalReader } from '@magpie-im/model'
import { type Compactor, ThreadCompactor } from '../compaction/compactor.ts'
import type { Disk } from '../disk/disk.ts'
import { NodeDisk } from '../disk/node-disk.ts'
import { Files } from './files-journal.ts'
import { KeyIndex } from './key-index.ts'
import type { FilesJournal, FilesJournalOptions } from './options.ts'
import { recoverFolder } from './recovery.ts'
import { SegmentReader } from './segment-reader.ts'
import { type DiskWorker, type Soon, ThreadWorker } from './worker.ts'

const defaults = { segmentBytes: 64 * 1024 * 1024, keyBudget: 10_000_000, keyWindowMs: 24 * 60 * 60 * 1000 }

/** What a simulation brings in place of the machine. */
export interface Surroundings {
  readonly disk: Disk
  readonly worker: DiskWorker
  /** For work that no acknowledgement waits for. */
  readonly side: DiskWorker
  readonly compactor: Compactor
  readonly soon: Soon
  identity(): Buffer
}

/** Throws `JournalDamaged` or `JournalTooNew` when the folder cannot be trusted; nothing is changed then. */
export async function openFilesJournal(options: FilesJournalOptions): Promise<FilesJournal> {
  return openIn(options, {
    disk: new NodeDisk(),
    worker: new ThreadWorker(),
    side: new ThreadWorker(),
    compactor: new ThreadCompactor(),
    soon: setImmediate,
    identity: () => randomBytes(16),
  })
}

export function openIn(options: FilesJournalOptions, surroundings: Surroundings): FilesJournal {
  const parts = { ...defaults, ...options, ...surroundings }
  const keys = new KeyIndex({ ...parts, worker: parts.side })
  const recovered = recoverFolder({ ...parts, onTail: (segment, batch) => keys.addBatch(segment, batch) })
  keys.load(recovered.segments)
  if (recovered.cut !== undefined) options.log.warn('the end of an interrupted write was cut off the journal', { ...recovered.cut })
  return new Files({ ...parts, keys, recovered })
}

/** A reader besides the writer, for another thread; it must not read beyond what the writer knows to be durable. */
export interface FilesReader extends JournalReader {
  close(): void
}

export function openReader(folder: string): FilesReader {
  return new SegmentReader(new NodeDisk(), folder, setImmediate)
}

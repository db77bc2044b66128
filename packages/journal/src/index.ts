export { type CopyTask, copySegment, type SegmentFile } from './backup/copy-segment.ts'
export {
  type BatchPlace,
  checkFollows,
  endBefore,
  type FoundSegment,
  findSegments,
  type SegmentSummary,
  summarise,
} from './backup/summarise.ts'
export type { Disk, DiskFile, OpenMode } from './disk/disk.ts'
export { NodeDisk } from './disk/node-disk.ts'
export { JournalDamaged, JournalTooNew } from './errors.ts'
export { type Checkpoint, newestCheckpoint, readCheckpoint, validCheckpoints } from './files/checkpoint.ts'
export { type Finding, type Inspection, inspect } from './files/inspect.ts'
export { type FilesReader, openFilesJournal, openReader } from './files/open.ts'
export type { Cut, FilesJournal, FilesJournalOptions } from './files/options.ts'
export { entriesOf } from './files/scan.ts'
export { openSegment, scanSealed } from './files/segment.ts'
export type { KeyOf } from './key-of.ts'
export { Sidecar, SidecarDamaged } from './keys/sidecar.ts'
export type { Log } from './log.ts'
export { type MemoryJournal, type MemoryJournalOptions, MemoryStore, openMemoryJournal } from './memory/memory-journal.ts'
export { decodeRecord, encodeRecord } from './record/frame.ts'
export { beginCopy } from './repair/begin-copy.ts'
export type { Correction } from './repair/correct.ts'
export { openSimulatedJournal, openSimulatedReader, type SimulatedJournalOptions } from './simulation/open.ts'
export { seeded } from './simulation/seeded.ts'
export { type DiskFault, type DiskOperation, SimulatedDisk } from './simulation/simulated-disk.ts'
export type { Random } from './simulation/simulated-file.ts'

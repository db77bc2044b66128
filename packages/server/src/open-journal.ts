import { type FilesJournal, openFilesJournal } from '@magpie-im/journal'
import { idempotenceKey, type JournalRecord, type Log } from '@magpie-im/model'
import { systemClock as clock } from './system-clock.ts'

interface OpenJournalOptions {
  readonly folder: string
  readonly log: Log
  readonly segmentBytes?: number
  readonly keyBudget?: number
}

/** The journal of a data folder, with repeats found by what makes a send the same send. */
export function openJournal(options: OpenJournalOptions): Promise<FilesJournal> {
  return openFilesJournal({ ...options, clock, keyOf })
}

function keyOf(record: JournalRecord): string | undefined {
  return record.type === 'message' ? idempotenceKey(record) : undefined
}

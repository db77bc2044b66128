import type { FilesJournal } from '@magpie-im/journal'
import { idempotenceKey, type JournalRecord, type Log } from '@magpie-im/model'
import { machine, type Surroundings } from './surroundings.ts'

interface OpenJournalOptions {
  readonly folder: string
  readonly log: Log
  readonly segmentBytes?: number
  readonly keyBudget?: number
}

/** The journal of a data folder, with repeats found by what makes a send the same send. */
export function openJournal(options: OpenJournalOptions, { clock, openJournal }: Surroundings = machine): Promise<FilesJournal> {
  return openJournal({ ...options, clock, keyOf })
}

function keyOf(record: JournalRecord): string | undefined {
  return record.type === 'message' ? idempotenceKey(record) : undefined
}

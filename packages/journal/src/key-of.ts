import type { JournalRecord } from '@magpie-im/model'

/** The key a record was appended with, made from the record again. */
export type KeyOf = (record: JournalRecord) => string | undefined

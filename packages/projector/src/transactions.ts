import type { Batch, Entry, Position } from '@magpie-im/model'

export interface Transaction {
  readonly entries: readonly Entry[]
  readonly end: Position
}

const maxEntries = 2000
const maxBytes = 1024 * 1024
/** Columns and index entries of a record, beside its text. */
const recordOverhead = 200

/** Joins batches while they stay within a bound; a batch is never divided, because only its end is a place to read on from. */
export async function* transactionsOf(batches: AsyncIterable<Batch>): AsyncIterable<Transaction> {
  let entries: Entry[] = []
  let bytes = 0
  let end: Position | undefined
  for await (const batch of batches) {
    const more = bytesOf(batch)
    if (end !== undefined && (entries.length + batch.entries.length > maxEntries || bytes + more > maxBytes)) {
      yield { entries, end }
      entries = []
      bytes = 0
    }
    for (const entry of batch.entries) entries.push(entry)
    bytes += more
    end = batch.end
  }
  if (end !== undefined) yield { entries, end }
}

function bytesOf({ entries }: Batch): number {
  return entries.reduce((sum, { record }) => sum + recordOverhead + (record.type === 'message' ? record.body.length : 0), 0)
}

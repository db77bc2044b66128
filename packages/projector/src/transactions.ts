import type { Batch, Clock, Entry, Position } from '@magpie-im/model'

export interface Transaction {
  readonly entries: readonly Entry[]
  readonly end: Position
}

interface Bound {
  readonly entries: number
  readonly bytes: number
}

const first: Bound = { entries: 2000, bytes: 1024 * 1024 }
const largest: Bound = { entries: 16_000, bytes: 8 * 1024 * 1024 }
/** Whoever reads may have to wait for one. */
const longestMs = 100

/** Columns and index entries of a record, beside its text. */
const recordOverhead = 200

/**
 * Joins batches while they stay within a bound, which grows with every full transaction that its asker was done with soon:
 * who is far behind catches up in large ones, where more changes of the same rows meet, unless reads would wait for long.
 * A batch is never divided, for only its end is a place to read on from.
 */
export async function* transactionsOf(batches: AsyncIterable<Batch>, clock: Pick<Clock, 'monotonic'>): AsyncIterable<Transaction> {
  let entries: Entry[] = []
  let bytes = 0
  let end: Position | undefined
  let bound = first
  for await (const batch of batches) {
    const more = bytesOf(batch)
    if (end !== undefined && (entries.length + batch.entries.length > bound.entries || bytes + more > bound.bytes)) {
      const began = clock.monotonic()
      yield { entries, end }
      bound = clock.monotonic() - began > longestMs ? first : larger(bound)
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

function larger({ entries, bytes }: Bound): Bound {
  return { entries: Math.min(largest.entries, 2 * entries), bytes: Math.min(largest.bytes, 2 * bytes) }
}

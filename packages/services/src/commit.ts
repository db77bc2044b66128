import type { ImError, Journal, JournalRecord, Outcome } from '@magpie-im/model'

/** A record and what it does to the state of its writer. */
export interface Change {
  readonly record: JournalRecord
  apply(): void
  undo(): void
}

/**
 * Appends the changes in order, applies each at once, and resolves when all are durable. They become durable or fail
 * together with everything that was appended in between; a failed one has been undone when the promise rejects.
 */
export function commit(journal: Journal, changes: readonly Change[]): Promise<void> {
  return new Promise((resolve, reject) => {
    for (const change of changes) {
      journal.append(change.record, new Undo(change))
      change.apply()
    }
    journal.barrier({ durable: resolve, failed: reject })
  })
}

/** For callers that wait by other means: applies the change now and undoes it should the journal fail. */
export function append(journal: Journal, change: Change): void {
  journal.append(change.record, new Undo(change))
  change.apply()
}

class Undo implements Outcome {
  readonly #change: Change

  constructor(change: Change) {
    this.#change = change
  }

  durable(): void {
    // The change has been applied already.
  }

  failed(_error: ImError): void {
    this.#change.undo()
  }
}

import type { ImError } from '../errors.ts'
import type { JournalRecord } from '../record.ts'

/** Place of a record in the journal. Opaque; only its order means something. 0 lies before everything. */
export type Position = number

export interface Entry {
  readonly position: Position
  readonly record: JournalRecord
}

/** Records that became durable together, in order, and the position right behind them. */
export interface Batch {
  readonly entries: readonly Entry[]
  readonly end: Position
}

/** What becomes of an append. Exactly one of the two is called, once. */
export interface Outcome {
  /** The record, and everything appended before it, is durable. Called in the order of appends. */
  durable(): void
  /**
   * The record is not in the journal and never will be. All appends that were waiting fail together, newest first,
   * before anything else is appended, so each can undo what it did to its writer's state.
   */
  failed(error: ImError): void
}

/** What a compaction rewrote. */
export interface Compaction {
  readonly segments: number
  readonly bytesBefore: number
  readonly bytesAfter: number
  /** Segments that are damaged and were left as they are. */
  readonly damaged: number
}

/**
 * The log an acknowledgement waits for: one total order of records.
 *
 * An append is assigned its place at once and becomes durable with all others that wait at that time (group commit);
 * nothing of a failed append can be read later, and its place is given anew.
 */
export interface Journal extends JournalReader {
  /** Everything before this is durable. */
  readonly durable: Position
  /**
   * Throws `StorageUnavailable`, and calls no outcome, while the disk is full or failing.
   * With `key`, `find` gives the record for at least the journal's key window (I3).
   */
  append(record: JournalRecord, outcome: Outcome, key?: string): Position
  /** An append without a record: its outcome comes when everything appended so far is durable, or has failed. */
  barrier(outcome: Outcome): void
  /** The records appended with `key`, oldest first, waiting ones included. */
  find(key: string): JournalRecord[]
  /** From now on calls `listener` with every batch that became durable, before its outcomes. */
  follow(listener: (batch: Batch) => void): void
  /** What a writer must apply to be where it was: the newest checkpoint's records, then the journal behind it. Only before the first append. */
  recover(): AsyncIterable<readonly JournalRecord[]>
  /**
   * Saves records that bring a fresh writer to the state of now. `state` is consumed in slices while appends go on,
   * so later changes may or may not be in it; `recover` replays everything from the moment of the call. It may show
   * appends that still wait: the checkpoint counts only once they are durable, and is dropped should they fail.
   */
  checkpoint(state: Iterable<JournalRecord>): Promise<void>
  /**
   * Takes away for good the contents that durable records say are gone: of messages that were controlled for everybody or have
   * expired, and of overrides that a later control followed. The records stay, in order and found by their keys, at the same
   * positions or a little before them, between the same ends of batches. Runs beside appends; a call while it runs joins it.
   */
  compact(onProgress?: (done: number, total: number) => void): Promise<Compaction>
  /** Waits for what was appended, then releases the journal. */
  close(): Promise<void>
}

export interface JournalReader {
  /** Durable records from `from` up to `to`, in order, in batches of bounded size. `from` is 0 or the `end` of a batch. */
  read(from: Position, to: Position): AsyncIterable<Batch>
}

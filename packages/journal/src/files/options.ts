import type { Clock, Journal, Position } from '@magpie-im/model'
import type { KeyOf } from '../key-of.ts'
import type { Log } from '../log.ts'

export interface FilesJournalOptions {
  /** Holds the segments, key indexes and checkpoints, and nothing else; made when missing. */
  readonly folder: string
  readonly clock: Clock
  readonly log: Log
  readonly keyOf: KeyOf
  /** A segment is closed when it comes near this length. Default 64 MiB. */
  readonly segmentBytes?: number
  /** At most about so many keys are remembered. Default 10,000,000. */
  readonly keyBudget?: number
  /** How long keys are remembered within the budget. Default 24 hours. */
  readonly keyWindowMs?: number
}

/** The end of the last, unacknowledged batch of an interrupted run, taken out at start. */
export interface Cut {
  readonly position: Position
  readonly bytes: number
  /** Where the bytes are kept. */
  readonly file: string
}

export interface FilesJournal extends Journal {
  /** Given once, when the journal was made; 32 hexadecimal digits. */
  readonly identity: string
  readonly cut: Cut | undefined
  /** Whether appends are taken at the moment. */
  readonly accepting: boolean
  /** Writes that failed. */
  readonly failures: number
  /** Milliseconds that writes took so far, each until it was durable. */
  readonly writeMs: number
}

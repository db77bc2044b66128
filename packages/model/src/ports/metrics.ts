import type { CloseReason, ErrorName } from '../errors.ts'

/** `done`, or why it was refused. */
export type RequestOutcome = 'done' | ErrorName

/** What operators count. Doors and operations are names from the code, never something a peer chose: there are few of them. */
export interface Metrics {
  /** A request was answered, `ms` after it was begun. */
  answered(door: string, operation: string, outcome: RequestOutcome, ms: number): void
  signedIn(door: string, outcome: RequestOutcome): void
  closed(door: string, reason: CloseReason): void
}

import type { HistoryEvent } from '@magpie-im/checker'
import type { PhoneClock } from './clock.ts'
import type { Dial } from './line.ts'

export interface PhoneOptions {
  readonly user: string
  /** Password or token. */
  readonly password: string
  /** `type` is 1 to 5; of the devices of a user each has another. */
  readonly device: { readonly id: string; readonly type: number }
  readonly dial: Dial
  readonly clock: PhoneClock
  /** From 0 up to but not including 1. */
  readonly random: () => number
  readonly record: (event: HistoryEvent) => void
  /** Names sessions and requests: no number twice in a history. */
  readonly nextNumber: () => number
  /** With what the ids of its messages begin, by default user and device; for no two phones of a history the same. */
  readonly messageIds?: string
  /** How many messages may wait for their acks; 16. */
  readonly window?: number
  /** After so long without the answer that is due it gives a connection up; 10,000. */
  readonly patienceMs?: number
  /** 25,000. */
  readonly pingMs?: number
  /** How long it waits before it comes back, first and at most; 100 and 5,000. */
  readonly backOffMs?: { readonly first: number; readonly most: number }
  /** A message was acknowledged so many milliseconds after it left first. */
  readonly acknowledged?: (ms: number) => void
}

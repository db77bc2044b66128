import type { Conversation, StoredLog } from '../facts/conversation.ts'
import type { Facts } from '../facts/facts.ts'
import type { Finding } from '../finding.ts'
import type { HistoryEvent } from '../history.ts'
import type { Membership } from '../membership.ts'
import type { Showing } from './shown.ts'

export type Report = (finding: Finding) => void

/** A conversation of which the history said what is stored in the end. */
export interface Ended {
  readonly conversation: Conversation
  readonly stored: StoredLog
  readonly membership: Membership
}

/** One promise. */
export interface Rule {
  /** Judges an event that the facts have taken already. */
  readonly event?: (event: HistoryEvent, facts: Facts, report: Report) => void
  /** Judges messages that an event shows. */
  readonly shown?: (showing: Showing, facts: Facts, report: Report) => void
  /** Judges a conversation when everything has been told. */
  readonly conversation?: (ended: Ended, facts: Facts, report: Report) => void
  /** Judges what is left when everything has been told. */
  readonly end?: (facts: Facts, report: Report) => void
}

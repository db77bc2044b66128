import type { ConversationKey } from '../history.ts'
import { HighWater, type Moment } from './high-water.ts'
import type { Message } from './message.ts'
import type { Request } from './request.ts'
import type { Session, View } from './session.ts'

export interface MembershipChange extends Request {
  readonly kind: 'join' | 'leave'
  /** seqId of the newest message that was known when it was asked for: it happened behind that one. */
  readonly behind: number
}

export interface Page {
  readonly session: Session
  readonly asked: Moment
  readonly answered: Moment
  readonly after: number
  /** Everything up to here existed when it was asked for, or is older than what it shows. */
  readonly dueTo: number
  readonly messages: readonly Message[]
}

/** What a sync told. */
export interface Listing {
  readonly session: Session
  readonly told: Moment
  /** seqId; 0: it showed none. */
  readonly newest: number
  readonly unread: number
  readonly readTo: number
}

export interface ReadMarks {
  /** Up to which seqId one was asked for. */
  readonly asked: HighWater
  /** Below which seqId it can no longer be. */
  readonly least: HighWater
}

export interface StoredLog {
  readonly told: Moment
  readonly members: ReadonlySet<string>
  readonly messages: readonly Message[]
}

/** What is known of a conversation. */
export class Conversation {
  readonly key: ConversationKey
  /** Messages of which somebody knew that they are stored, by seqId. */
  readonly known = new HighWater()
  newest: Message | undefined
  readonly changes = new Map<string, MembershipChange[]>()
  readonly views: View[] = []
  readonly pages: Page[] = []
  readonly listings: Listing[] = []
  readonly revoked = new Set<Message>()
  stored: StoredLog | undefined
  readonly #readMarks = new Map<string, ReadMarks>()

  constructor(key: ConversationKey) {
    this.key = key
  }

  viewOf(session: Session): View {
    let view = session.views.get(this.key)
    if (view === undefined) {
      view = { session, syncedTo: undefined, pushed: [] }
      session.views.set(this.key, view)
      this.views.push(view)
    }
    return view
  }

  readMarksOf(user: string): ReadMarks {
    let marks = this.#readMarks.get(user)
    if (marks === undefined) {
      marks = { asked: new HighWater(), least: new HighWater() }
      this.#readMarks.set(user, marks)
    }
    return marks
  }

  addChange(member: string, change: MembershipChange): void {
    const changes = this.changes.get(member)
    if (changes === undefined) this.changes.set(member, [change])
    else changes.push(change)
  }
}

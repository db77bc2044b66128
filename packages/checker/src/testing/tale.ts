import type { Change, HistoryEvent, SessionId, ShownMessage } from '../history.ts'

type Untimed<E> = E extends HistoryEvent ? Omit<E, 'at'> : never

/** A history told line by line, of one group. */
export class Tale {
  readonly history: HistoryEvent[] = []
  readonly conversation = '#g'
  #sessions = 0
  #requests = 0

  open(user: string, device = `${user}'s phone`): SessionId {
    this.#sessions++
    this.tell({ type: 'opened', session: this.#sessions, user, device })
    return this.#sessions
  }

  /** Opened, and told of the group by its sync. */
  online(user: string, newest?: ShownMessage, { unread = 0, readTo = 0, device = `${user}'s phone` } = {}): SessionId {
    const session = this.open(user, device)
    this.tell({ type: 'synced', session, conversation: this.conversation, newest, unread, readTo })
    return session
  }

  sends(session: SessionId, { id, from, body }: ShownMessage, repeat = false): void {
    this.tell({ type: 'sent', session, user: from, conversation: this.conversation, id, body, repeat })
  }

  acked(session: SessionId, { id, seqId }: ShownMessage): void {
    this.tell({ type: 'acked', session, id, seqId })
  }

  /** Sent and acknowledged. */
  says(session: SessionId, message: ShownMessage): void {
    this.sends(session, message)
    this.acked(session, message)
  }

  pushed(session: SessionId, ...messages: readonly ShownMessage[]): void {
    for (const message of messages) this.tell({ type: 'pushed', session, conversation: this.conversation, message })
  }

  /** Everything up to the seqId. */
  pulled(session: SessionId, upTo: number, messages: readonly ShownMessage[]): void {
    this.tell({ type: 'pulling', session, conversation: this.conversation })
    this.tell({ type: 'pulled', session, conversation: this.conversation, after: 0, upTo, messages })
  }

  /** Asked for, and done unless it says otherwise. */
  does(session: SessionId, user: string, change: Change, outcome: 'done' | 'unanswered' = 'done'): void {
    this.#requests++
    const request = this.#requests
    this.tell({ type: 'asked', session, request, user, conversation: this.conversation, change })
    if (outcome === 'done') this.tell({ type: 'answered', session, request, done: true, code: 0 })
  }

  leaves(session: SessionId): void {
    this.tell({ type: 'pinging', session })
    this.tell({ type: 'closed', session, complete: true })
  }

  stored(messages: readonly ShownMessage[], members: readonly string[] = ['ann', 'ben']): void {
    this.tell({ type: 'stored', conversation: this.conversation, members, messages })
  }

  tell(event: Untimed<HistoryEvent>): void {
    // An event without its time is one of the union again when it gets it.
    this.history.push({ ...event, at: this.history.length } as HistoryEvent)
  }
}

export function message(id: string, from: string, seqId: number): ShownMessage {
  return { id, from, seqId, body: `text of ${id}` }
}

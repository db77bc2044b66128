import type { ConversationKey, SessionId } from '../history.ts'
import { type Moment, never } from './high-water.ts'
import { type Message, newer } from './message.ts'

/** What a session was pushed of a conversation, and what its sync told before. */
export interface View {
  readonly session: Session
  /** seqId of the newest message the first sync told, 0 when it told of none; undefined: it did not tell of the conversation. */
  syncedTo: number | undefined
  readonly pushed: Message[]
}

/** A send that has no answer yet. */
interface Attempt {
  readonly message: Message
  readonly moment: Moment
}

/** What is known of a signed-in connection. */
export class Session {
  readonly id: SessionId
  readonly user: string
  readonly device: string
  readonly opened: Moment
  /** When its sync told of a first conversation. */
  synced: Moment = never
  complete = false
  /** Everything known at this moment was pushed before an answer that came. */
  answeredSince: Moment = 0
  pinged: Moment = 0
  readonly views = new Map<ConversationKey, View>()
  /** Requests other than sends, by their number. */
  readonly requests = new Map<number, (done: boolean, now: Moment) => void>()
  /** When a page was last asked for that has not come. */
  readonly pulling = new Map<ConversationKey, Moment>()
  /** Sends that were answered before others that had been sent earlier. */
  readonly overtaken: { readonly answered: Message; readonly waiting: Message }[] = []
  readonly #attempts: Attempt[] = []
  readonly #newestAcked = new Map<ConversationKey, Message>()

  constructor(opened: Moment, { session, user, device }: { readonly session: SessionId; readonly user: string; readonly device: string }) {
    this.id = session
    this.user = user
    this.device = device
    this.opened = opened
  }

  /** As findings call it. */
  get name(): string {
    return `session ${this.id} (${this.user}, ${this.device})`
  }

  sends(message: Message, moment: Moment): void {
    this.#attempts.push({ message, moment })
  }

  /** The oldest open attempt has its answer, and with it what was sent before should have had its own (I4). */
  answers(message: Message, { acked }: { readonly acked: boolean }): void {
    const place = this.#attempts.findIndex((attempt) => attempt.message === message)
    const attempts = this.#attempts.splice(0, place + 1)
    const attempt = attempts.pop()
    if (attempt === undefined) return
    for (const { message: waiting } of attempts) this.overtaken.push({ answered: message, waiting })
    this.hasAnswerTo(attempt.moment)
    if (!acked) return
    this.#order(attempt)
    const newest = newer(this.#newestAcked.get(message.conversation), message)
    if (newest !== undefined) this.#newestAcked.set(message.conversation, newest)
  }

  hasAnswerTo(asked: Moment): void {
    this.answeredSince = Math.max(this.answeredSince, asked)
  }

  close(complete: boolean): void {
    this.complete = complete
    if (complete) this.hasAnswerTo(this.pinged)
    this.settle()
    this.requests.clear()
    this.pulling.clear()
  }

  /** What still waits for an answer will get none here. */
  settle(): void {
    for (const attempt of this.#attempts) this.#order(attempt)
    this.#attempts.length = 0
    this.#newestAcked.clear()
  }

  /** A message that this connection was the first to send is behind all it had sent before that was acknowledged on it (I4). */
  #order({ message, moment }: Attempt): void {
    if (moment === message.firstSent) message.after = newer(message.after, this.#newestAcked.get(message.conversation))
  }
}

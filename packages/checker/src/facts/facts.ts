import type { Acked, Answered, Asked, HistoryEvent, Pulled, Pushed, Sent, SessionId, ShownMessage, Stored, Synced } from '../history.ts'
import { HistoryError } from '../history-error.ts'
import { Conversation } from './conversation.ts'
import { digestOf } from './digest.ts'
import { type Moment, never } from './high-water.ts'
import { type Message, newer } from './message.ts'
import { type Request, requestAt } from './request.ts'
import { Session } from './session.ts'

const noRevokes: readonly Request[] = []

/** What a history says, gathered as it comes; it judges nothing. */
export class Facts {
  /** Of the event that was taken last. */
  now: Moment = 0
  readonly messages = new Map<string, Message>()
  readonly conversations = new Map<string, Conversation>()
  readonly sessions = new Map<number, Session>()

  take(event: HistoryEvent): void {
    this.now++
    switch (event.type) {
      case 'opened':
        if (this.sessions.has(event.session)) throw new HistoryError(this.now, `session ${event.session} is opened twice`)
        this.sessions.set(event.session, new Session(this.now, event))
        break
      case 'sent':
        this.#sent(event)
        break
      case 'acked':
        this.#acked(event)
        break
      case 'refused':
        this.#answered(event.session, event.id)
        break
      case 'synced':
        this.#synced(event)
        break
      case 'pushed':
        this.#pushed(event)
        break
      case 'pulling':
        this.session(event.session).pulling.set(event.conversation, this.now)
        break
      case 'pulled':
        this.#pulled(event)
        break
      case 'asked':
        this.#asked(event)
        break
      case 'answered':
        this.#answer(event)
        break
      case 'control':
        this.#seenRevoked(this.messages.get(event.id))
        break
      case 'pinging':
        this.session(event.session).pinged = this.now
        break
      case 'closed':
        this.session(event.session).close(event.complete)
        break
      case 'stored':
        this.#stored(event)
        break
      case 'server':
        break
    }
  }

  finish(): void {
    for (const session of this.sessions.values()) session.settle()
  }

  session(id: number): Session {
    const session = this.sessions.get(id)
    if (session === undefined) throw new HistoryError(this.now, `session ${id} was never opened`)
    return session
  }

  conversation(key: string): Conversation {
    let conversation = this.conversations.get(key)
    if (conversation === undefined) {
      conversation = new Conversation(key)
      this.conversations.set(key, conversation)
    }
    return conversation
  }

  #sent({ id, user, conversation: key, body, session: number }: Sent): void {
    const session = this.session(number)
    const conversation = this.conversation(key)
    let message = this.messages.get(id)
    if (message === undefined) {
      message = {
        id,
        from: user,
        device: session.device,
        conversation: conversation.key,
        digest: digestOf(body),
        firstSent: this.now,
        seqId: 0,
        seq: 0,
        acked: false,
        shownTo: undefined,
        after: conversation.newest,
        revokes: noRevokes,
        seenRevoked: never,
      }
      this.messages.set(id, message)
    }
    session.sends(message, this.now)
  }

  #acked({ id, session, seqId, seq }: Acked): void {
    const message = this.messages.get(id)
    if (message === undefined) return
    message.acked = true
    this.#place(message, seqId, seq)
    this.session(session).answers(message, { acked: true })
  }

  #answered(session: number, id: string): void {
    const message = this.messages.get(id)
    if (message !== undefined) this.session(session).answers(message, { acked: false })
  }

  #synced({ session: id, conversation: key, newest, unread, readTo }: Synced): void {
    const session = this.session(id)
    const conversation = this.conversation(key)
    if (newest !== undefined) this.#shown(newest, conversation, id)
    session.synced = Math.min(session.synced, this.now)
    session.hasAnswerTo(session.opened)
    const view = conversation.viewOf(session)
    view.syncedTo ??= newest?.seqId ?? 0
    conversation.listings.push({ session, told: this.now, newest: newest?.seqId ?? 0, unread, readTo })
    conversation.readMarksOf(session.user).least.raise(this.now, readTo)
  }

  #pushed({ session, conversation: key, message: shown }: Pushed): void {
    const conversation = this.conversation(key)
    const message = this.#shown(shown, conversation, session)
    if (message !== undefined) conversation.viewOf(this.session(session)).pushed.push(message)
  }

  #pulled({ session: id, conversation: key, after, upTo, messages: shown }: Pulled): void {
    const session = this.session(id)
    const conversation = this.conversation(key)
    const asked = session.pulling.get(key) ?? session.opened
    session.pulling.delete(key)
    session.hasAnswerTo(asked)
    const messages = this.#allShown(shown, conversation, id)
    const dueTo = Math.min(upTo, Math.max(shown.at(-1)?.seqId ?? 0, conversation.known.before(asked)))
    conversation.pages.push({ session, asked, answered: this.now, after, dueTo, messages })
  }

  #asked({ session: id, request: number, user, conversation: key, change }: Asked): void {
    const session = this.session(id)
    const conversation = this.conversation(key)
    const asked = this.now
    const request = requestAt(asked)
    const behind = conversation.newest?.seqId ?? 0
    let whenDone: (now: Moment) => void = () => undefined
    if (change.kind === 'join' || change.kind === 'leave') {
      const membership = Object.assign(request, { kind: change.kind, behind })
      conversation.addChange(change.member, membership)
    } else if (change.kind === 'revoke') this.#revoke(change.id, request)
    else {
      const marks = conversation.readMarksOf(user)
      marks.asked.raise(asked, change.to)
      whenDone = (now) => marks.least.raise(now, Math.min(change.to, behind))
    }
    session.requests.set(number, (done, now) => {
      session.hasAnswerTo(asked)
      request.failed = !done
      if (done) request.done = now
      if (done) whenDone(now)
    })
  }

  #answer({ session: id, request, done }: Answered): void {
    const session = this.session(id)
    const settle = session.requests.get(request)
    if (settle === undefined) throw new HistoryError(this.now, `session ${id} has an answer to request ${request}, which is not open`)
    session.requests.delete(request)
    settle(done, this.now)
  }

  #revoke(id: string, request: Request): void {
    const message = this.messages.get(id)
    if (message === undefined) throw new HistoryError(this.now, `${id} is revoked and was never sent`)
    message.revokes = [...message.revokes, request]
    this.conversation(message.conversation).revoked.add(message)
  }

  #stored({ conversation: key, members, messages: shown }: Stored): void {
    const conversation = this.conversation(key)
    const messages = this.#allShown(shown, conversation)
    conversation.stored = { told: this.now, members: new Set(members), messages }
  }

  #allShown(shown: readonly ShownMessage[], conversation: Conversation, session?: SessionId): Message[] {
    return shown.flatMap((one) => this.#shown(one, conversation, session) ?? [])
  }

  /** Undefined: nobody sent it there. */
  #shown({ id, seqId, seq, body }: ShownMessage, conversation: Conversation, session?: SessionId): Message | undefined {
    const message = this.messages.get(id)
    if (message?.conversation !== conversation.key) return undefined
    message.shownTo ??= session
    if (body === '' && message.digest !== 0) this.#seenRevoked(message)
    this.#place(message, seqId, seq)
    return message
  }

  #seenRevoked(message: Message | undefined): void {
    if (message !== undefined) message.seenRevoked = Math.min(message.seenRevoked, this.now)
  }

  #place(message: Message, seqId: number, seq: number | undefined): void {
    if (message.seqId === 0) {
      const conversation = this.conversation(message.conversation)
      message.seqId = seqId
      conversation.newest = newer(conversation.newest, message)
      conversation.known.raise(this.now, seqId)
    }
    if (message.seq === 0) message.seq = seq ?? 0
  }
}

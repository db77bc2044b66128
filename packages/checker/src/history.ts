/**
 * What clients did and saw, in the order in which it happened to them, as one list. Ids of messages are unique in a history:
 * whoever writes one never uses a client message id twice for another message. Conversations are named by `pairKey` and `groupKey`.
 * An event is recorded before the bytes of a request leave, and after those of an answer came.
 */
export type HistoryEvent =
  | Sent
  | Acked
  | Refused
  | SessionOpened
  | Synced
  | Pushed
  | Pulling
  | Pulled
  | Asked
  | Answered
  | ControlSeen
  | Pinging
  | SessionClosed
  | ServerEvent
  | Stored

export type MessageId = string
export type ConversationKey = string
export type SessionId = number

/** A message as a client was shown it. */
export interface ShownMessage {
  readonly id: MessageId
  readonly from: string
  /** Rises within the conversation. Doors that show the gap-free number give it too. */
  readonly seqId: number
  readonly seq?: number
  /** Its text; empty when it is shown without content (revoked). */
  readonly body: string
}

interface Timed {
  /** Milliseconds since the history began. */
  readonly at: number
}

/** A first attempt or a repeat; only the first needs the body. */
export interface Sent extends Timed {
  readonly type: 'sent'
  readonly session: SessionId
  readonly user: string
  readonly conversation: ConversationKey
  readonly id: MessageId
  readonly body: string
  readonly repeat: boolean
}

/** An acknowledgement that says the message is stored. */
export interface Acked extends Timed {
  readonly type: 'acked'
  readonly session: SessionId
  readonly id: MessageId
  readonly seqId: number
  readonly seq?: number
}

/** The server said it did not store the message; it may be sent again. Every refusal, also of what is tried again: orders depend on it. */
export interface Refused extends Timed {
  readonly type: 'refused'
  readonly session: SessionId
  readonly id: MessageId
  readonly code: number
}

/** The request to sign in is about to leave (`opened`); a session that is never `synced` saw nothing it could rely on. */
export interface SessionOpened extends Timed {
  readonly type: 'opened'
  readonly session: SessionId
  readonly user: string
  readonly device: string
}

/** One conversation as the first sync of a session told it, as of its sign-in. What is pushed to the session is behind `newest`. */
export interface Synced extends Timed {
  readonly type: 'synced'
  readonly session: SessionId
  readonly conversation: ConversationKey
  readonly newest: ShownMessage | undefined
  readonly unread: number
  /** seqId of the read mark; 0: none. */
  readonly readTo: number
}

/** A message that came by itself. */
export interface Pushed extends Timed {
  readonly type: 'pushed'
  readonly session: SessionId
  readonly conversation: ConversationKey
  readonly message: ShownMessage
}

/**
 * A page of the history is about to be asked for. A session asks for one page of a conversation at a time: the next `pulled`
 * answers the latest `pulling`. Of a page without it the checker believes that it may have been asked for as early as the session began, and expects less of it.
 */
export interface Pulling extends Timed {
  readonly type: 'pulling'
  readonly session: SessionId
  readonly conversation: ConversationKey
}

/** A page of the history, oldest first: all messages in (`after`, `upTo`] by seqId that the user may see. */
export interface Pulled extends Timed {
  readonly type: 'pulled'
  readonly session: SessionId
  readonly conversation: ConversationKey
  readonly after: number
  readonly upTo: number
  readonly messages: readonly ShownMessage[]
}

/** A change other than a message is about to be asked for. It may have happened from now on, also when no answer ever comes. */
export interface Asked extends Timed {
  readonly type: 'asked'
  readonly session: SessionId
  readonly request: number
  readonly user: string
  readonly conversation: ConversationKey
  readonly change: Change
}

export type Change =
  | { readonly kind: 'read'; readonly to: number }
  | { readonly kind: 'revoke'; readonly id: MessageId }
  /** Somebody becomes, or is no longer, a member: `user` of the event for himself, or `member`. */
  | { readonly kind: 'join'; readonly member: string }
  | { readonly kind: 'leave'; readonly member: string }

/** The answer to `asked`: from now on it has happened (`done`), or it has not and does not. */
export interface Answered extends Timed {
  readonly type: 'answered'
  readonly session: SessionId
  readonly request: number
  readonly done: boolean
  readonly code: number
}

/** A session was told that a message was revoked. */
export interface ControlSeen extends Timed {
  readonly type: 'control'
  readonly session: SessionId
  readonly conversation: ConversationKey
  readonly id: MessageId
}

/** Something is about to be asked for whose answer comes behind everything pushed before it: a client does so before it ends a session. */
export interface Pinging extends Timed {
  readonly type: 'pinging'
  readonly session: SessionId
}

/**
 * A connection ended. `complete`: the client itself ended it, after an answer that came behind everything pushed before,
 * so what was acknowledged before that was asked for (`pinging`, else the last request that has an answer) was pushed.
 */
export interface SessionClosed extends Timed {
  readonly type: 'closed'
  readonly session: SessionId
  readonly complete: boolean
}

/** A fault or a restart, for whoever reads or draws the history; no rule depends on it. */
export interface ServerEvent extends Timed {
  readonly type: 'server'
  readonly what: string
}

/** What a conversation is in the end, by the journal or by a door that tells all of it; oldest first. */
export interface Stored extends Timed {
  readonly type: 'stored'
  readonly conversation: ConversationKey
  readonly members: readonly string[]
  readonly messages: readonly ShownMessage[]
}

import type { AppId, ConversationId, GroupId, UserId } from './ids.ts'
import type { MessageLinks } from './message-links.ts'

/** A `merged` one holds copies of other messages: `{"items":[{from, stamp, kind, body}]}`. */
export const messageKinds = ['text', 'image', 'voice', 'video', 'file', 'location', 'custom', 'merged'] as const
export type MessageKind = (typeof messageKinds)[number]

/** To whom a message goes: the other member of a conversation of two, all members of a group, or the user an application gives notice to. */
export const audienceKinds = ['single', 'group', 'notice'] as const
export type AudienceKind = (typeof audienceKinds)[number]

/** A revoked message has no content any more, a replaced one has other content. */
export const messageStates = ['normal', 'revoked', 'replaced'] as const
export type MessageState = (typeof messageStates)[number]

export interface PushHint {
  readonly title: string
  readonly summary: string
  readonly url: string
}

/**
 * What a door must remember to give its own clients back what they sent; opaque to everybody else. Traits, never content:
 * it stays when the content is taken away.
 */
export interface Origin {
  readonly door: string
  readonly bytes: Uint8Array
}

export interface Message {
  readonly conversation: ConversationId
  /** 1, 2, 3 … in the conversation, without a hole but where an epoch begins (I2). */
  readonly seq: number
  /** Microseconds since 1970, strictly rising in the conversation; also its time. */
  readonly seqId: number
  readonly sender: UserId
  readonly audience: AudienceKind
  /** The other member of a conversation of two, the group, or the user who is given notice. */
  readonly recipient: UserId | GroupId
  /** The application a notice is from; undefined for every other message. */
  readonly app: AppId | undefined
  /** Chosen by the sender, for idempotence (I3); empty: exempt. */
  readonly clientMessageId: string
  readonly kind: MessageKind
  readonly body: string
  readonly push: PushHint | undefined
  readonly origin: Origin | undefined
  /** Most messages have none. */
  readonly links?: MessageLinks | undefined
  /** Whether it counts as unread for those who did not write it (I6). Only notices may not. */
  readonly counted: boolean
  /** Whether it is kept for the high-priority sync. */
  readonly priority: boolean
  readonly state: MessageState
  /** How many messages of this sender in this conversation count as unread for others, this one included (I6). */
  readonly senderOrdinal: number
  /** The same for all senders together. */
  readonly ordinal: number
}

/** What most messages are. */
export const ordinary = { app: undefined, counted: true, priority: false, state: 'normal' } as const satisfies Partial<Message>

/** A message whose content is gone for good; what is counted, ordered and recognised by stays. */
export function withoutContent<M extends Message>(message: M): M {
  return { ...message, body: '', push: undefined, links: undefined, state: 'revoked' }
}

/** Milliseconds since 1970. */
export function timeOf(message: Pick<Message, 'seqId'>): number {
  return Math.floor(message.seqId / 1000)
}

type Addressed = Pick<Message, 'audience' | 'recipient'>

export type SingleMessage<M extends Addressed = Message> = M & { readonly audience: 'single'; readonly recipient: UserId }

export function isSingle<M extends Addressed>(message: M): message is SingleMessage<M> {
  return message.audience === 'single'
}

export type NoticeMessage<M extends Addressed = Message> = M & { readonly audience: 'notice'; readonly recipient: UserId }

export function isNotice<M extends Addressed>(message: M): message is NoticeMessage<M> {
  return message.audience === 'notice'
}

/** How many counted messages from others than `reader` there are up to and including `message`, in a conversation of two or of notices. */
export function countedForReader(message: Pick<Message, 'audience' | 'sender' | 'senderOrdinal' | 'ordinal'>, reader: UserId): number {
  if (message.audience === 'notice') return message.ordinal
  return message.sender === reader ? message.ordinal - message.senderOrdinal : message.senderOrdinal
}

/** What makes a repeated send the same send (I3); undefined for a message that is exempt. */
export function idempotenceKey(message: Pick<Message, 'sender' | 'conversation' | 'clientMessageId'>): string | undefined {
  return message.clientMessageId === '' ? undefined : `${message.conversation}\0${message.sender}\0${message.clientMessageId}`
}

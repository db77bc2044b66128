import type { ConversationId, GroupId, UserId } from './ids.ts'

export const messageKinds = ['text', 'image', 'voice', 'video', 'file', 'location', 'custom'] as const
export type MessageKind = (typeof messageKinds)[number]

/** To whom a message goes: the other member of a conversation of two, or all members of a group. */
export type AudienceKind = 'single' | 'group'

export interface PushHint {
  readonly title: string
  readonly summary: string
  readonly url: string
}

/** What a door must remember to give its own clients back what they sent; opaque to everybody else. */
export interface Origin {
  readonly door: string
  readonly bytes: Uint8Array
}

export interface Message {
  readonly conversation: ConversationId
  /** 1, 2, 3 … in the conversation, without a hole (I2). */
  readonly seq: number
  /** Microseconds since 1970, strictly rising in the conversation; also its time. */
  readonly seqId: number
  readonly sender: UserId
  readonly audience: AudienceKind
  /** The other member of a conversation of two, or the group. */
  readonly recipient: UserId | GroupId
  /** Chosen by the sender, for idempotence (I3); empty: exempt. */
  readonly clientMessageId: string
  readonly kind: MessageKind
  readonly body: string
  readonly push: PushHint | undefined
  readonly origin: Origin | undefined
  /** How many messages of this sender in this conversation count as unread for others, this one included (I6). */
  readonly senderOrdinal: number
  /** The same for all senders together. */
  readonly ordinal: number
}

/** Milliseconds since 1970. */
export function timeOf(message: Pick<Message, 'seqId'>): number {
  return Math.floor(message.seqId / 1000)
}

export type SingleMessage<M extends Message = Message> = M & { readonly audience: 'single'; readonly recipient: UserId }

export function isSingle<M extends Message>(message: M): message is SingleMessage<M> {
  return message.audience === 'single'
}

/** How many counted messages from others than `reader` there are up to and including `message`, in a conversation of two. */
export function countedForReader(message: Pick<Message, 'sender' | 'senderOrdinal' | 'ordinal'>, reader: UserId): number {
  return message.sender === reader ? message.ordinal - message.senderOrdinal : message.senderOrdinal
}

/** What makes a repeated send the same send (I3); undefined for a message that is exempt. */
export function idempotenceKey(message: Pick<Message, 'sender' | 'conversation' | 'clientMessageId'>): string | undefined {
  return message.clientMessageId === '' ? undefined : `${message.conversation}\0${message.sender}\0${message.clientMessageId}`
}

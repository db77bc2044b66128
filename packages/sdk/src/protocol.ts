import type { JsonCommandName, JsonEvent, JsonEventName, JsonMessage, JsonRefusal, JsonReply, JsonRequest } from '@magpie-im/wire'

export type CommandName = JsonCommandName
/** What a command takes; fields with a default may be left out. */
export type Fields<N extends CommandName> = Omit<JsonRequest<N>, 'id' | 'type'>
/** What a command is answered. */
export type Reply<N extends CommandName> = JsonReply<N>
export type ServerEventName = JsonEventName
/** What the server tells unasked. */
export type ServerEvent<N extends ServerEventName = ServerEventName> = JsonEvent<N>
export type Message = JsonMessage
/** Why a request was not done. */
export type Refusal = JsonRefusal
export type ListedConversation = Reply<'listConversations'>['items'][number]
export type Device = JsonRequest<'signIn'>['device']

/** How a conversation is called; `of` says whose it is when one follows it without being in it. */
export interface ConversationName {
  readonly conversation: string
  readonly of?: string
}

/** A message and where it was written. */
export interface Told extends ConversationName {
  readonly message: Message
}

/** The same as a door tells it. */
export interface Pushed extends Told {
  /** The seq of the one right before it, where messages are numbered otherwise than 1, 2, 3. */
  readonly follows?: number
}

/** What became of a message. */
export type Control = Omit<ServerEvent<'messageControlled'>, 'event'>

/** How far somebody else has received and read a conversation. */
export type Receipt = Omit<ServerEvent<'receipt'>, 'event'>

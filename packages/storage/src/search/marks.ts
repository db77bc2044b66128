import { type ConversationId, isSingle, type Message, type MessageKind, type UserId } from '@magpie-im/model'

/** Begins the terms that are no words; of the private use area, which no word has. */
const mark = '\u{e000}'

/** A text without separators, as the index cuts terms. */
function named(letter: string, id: string): string {
  return `${mark}${letter}${Buffer.from(id).toString('hex')}`
}

/** Of all that a user has with others and with applications; groups would have one for each member. */
export function ofUser(user: UserId): string {
  return named('u', user)
}

export function ofConversation(conversation: ConversationId): string {
  return `${mark}c${conversation}`
}

export function bySender(sender: UserId): string {
  return named('s', sender)
}

export function ofKind(kind: MessageKind): string {
  return `${mark}k${kind}`
}

/** What else than its words a message is found by. */
export function marksOf(message: Pick<Message, 'conversation' | 'sender' | 'recipient' | 'audience' | 'kind'>): string[] {
  const { conversation, sender, recipient, audience, kind } = message
  const own = [ofConversation(conversation), bySender(sender), ofKind(kind)]
  if (isSingle(message)) return [...own, ofUser(sender), ofUser(message.recipient)]
  return audience === 'group' ? own : [...own, ofUser(recipient as UserId)] // as: a notice goes to a user
}

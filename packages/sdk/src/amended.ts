import type { Control, Message } from './protocol.ts'

export type Amendment = Pick<Control, 'action' | 'body' | 'stamp'>

/** A message after what was done to it; undefined: it is gone. */
export function amended(message: Message, { action, body = '' }: Amendment): Message | undefined {
  if (action === 'delete') return undefined
  const { push: _, ...rest } = message
  if (action === 'override') return { ...rest, body, state: 'replaced' }
  // Whom it answers and mentions, and whose it was, is content too.
  const { replyTo: _replyTo, mentions: _mentions, forwarded: _forwarded, ...bare } = rest
  return { ...bare, body: '', state: 'revoked' }
}

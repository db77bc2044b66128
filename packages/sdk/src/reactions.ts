import type { Message, ServerEvent } from './protocol.ts'

export type Reaction = Omit<ServerEvent<'reactionChanged'>, 'event'>

/** One's own, which the server tells one's other devices: how many there are follows from what was there. */
export type OwnReaction = Pick<Reaction, 'conversation' | 'stamp' | 'emoji' | 'on'>

/** A message after somebody, perhaps `user` himself, showed what he thinks of it, or took that back. */
export function withReaction(message: Message, reaction: Reaction | OwnReaction, user: string): Message {
  const { reactions = [], ...rest } = message
  const before = reactions.find(({ emoji }) => emoji === reaction.emoji)
  const isOwn = !('by' in reaction) || reaction.by === user
  const wasMine = before?.mine === true
  const isMine = isOwn ? reaction.on : wasMine
  const count = 'count' in reaction ? reaction.count : (before?.count ?? 0) + Number(isMine) - Number(wasMine)
  const after = { emoji: reaction.emoji, count, ...(isMine && { mine: true as const }) }
  const all = before === undefined ? [...reactions, after] : reactions.map((one) => (one === before ? after : one))
  const shown = all.filter((one) => one.count > 0)
  return { ...rest, ...(shown.length > 0 && { reactions: shown }) }
}

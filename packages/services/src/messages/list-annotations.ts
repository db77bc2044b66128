import {
  type Annotations,
  type GivenReaction,
  ImError,
  type Message,
  type MessageHistory,
  type ReactionCount,
  type UserId,
} from '@magpie-im/model'
import type { Thread } from '../conversations/thread.ts'
import { findShown } from './shown-message.ts'

interface AnnotationsPorts {
  readonly annotations: Annotations
  readonly history: MessageHistory
}

interface Asked {
  readonly user: UserId
  readonly thread: Thread
}

interface ReactionsAsked extends Asked {
  /** Of the message. */
  readonly seqId: number
  readonly emoji: string | undefined
  readonly after: (Pick<GivenReaction, 'emoji'> & { readonly user: string }) | undefined
  readonly limit: number
}

export type CountsBySeq = ReadonlyMap<number, readonly ReactionCount[]>

const none: CountsBySeq = new Map()

/** How many reacted to the messages of a page, and to none between them that `user` is not shown. */
export async function countReactions(
  annotations: Annotations,
  { user, thread, messages }: Asked & { readonly messages: readonly Message[] },
): Promise<CountsBySeq> {
  const seqs = new Set(messages.map(({ seq }) => seq))
  if (seqs.size === 0) return none
  const query = { conversation: thread.id, reader: user, from: Math.min(...seqs), to: Math.max(...seqs) }
  const counts = await annotations.reactionCounts(query)
  return Map.groupBy(
    counts.filter(({ seq }) => seqs.has(seq)),
    ({ seq }) => seq,
  )
}

/** Who reacted to a message, for members who are shown it (I8). */
export async function listReactions(
  { annotations, history }: AnnotationsPorts,
  { user, thread, seqId, emoji, after, limit }: ReactionsAsked,
): Promise<{ readonly items: readonly GivenReaction[]; readonly more: boolean }> {
  const message = await findShown(history, { thread, user, seqId })
  if (!thread.has(user)) throw new ImError('NotInConversation')
  if (message === undefined) throw new ImError('MessageNotFound')
  if (emoji !== undefined && after !== undefined && after.emoji !== emoji) {
    throw new ImError('BadRequest', { detail: 'the page before was one of another emoji' })
  }
  const from = after && { emoji: after.emoji, user: after.user as UserId } // as: only compared; what is no user id is not there
  const found = await annotations.reactions({ conversation: thread.id, seq: message.seq, emoji, after: from, limit: limit + 1 })
  return { items: found.slice(0, limit), more: found.length > limit }
}

/** Those that `user` is shown, the one that was pinned last first; members only (I8). */
export async function listPins({ annotations, history }: AnnotationsPorts, { user, thread }: Asked): Promise<readonly Message[]> {
  if (!thread.has(user)) throw new ImError('NotInConversation')
  const pins = await annotations.pins({ conversation: thread.id })
  const shown = await Promise.all(pins.map(({ seqId }) => findShown(history, { thread, user, seqId })))
  return shown.flatMap((message) => (message === undefined || message.state === 'revoked' ? [] : [message]))
}

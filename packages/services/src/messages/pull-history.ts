import type { HistoryPageQuery, Message, MessageHistory, UserId } from '@magpie-im/model'
import { ImError } from '@magpie-im/model'
import type { Thread } from '../conversations/thread.ts'
import type { MonitorConversations } from '../rights/monitor-conversations.ts'

const largestPage = 200

interface Asked {
  readonly user: UserId
  readonly thread: Thread
  readonly limit: number
  /** Lets those read who are not in the conversation and have the right to monitor it. */
  readonly monitor?: Pick<MonitorConversations, 'checkMayRead'>
}

export interface HistoryQuery extends Asked {
  /** The page begins with the newest message whose seqId is at most this. */
  readonly upTo: number
}

/** Newest first; at most 200. Members only, and who monitors the conversation (I8). */
export async function pullHistory(history: MessageHistory, query: HistoryQuery): Promise<readonly Message[]> {
  return history.page({ ...(await viewOf(query)), upTo: query.upTo, limit: Math.min(query.limit, largestPage) })
}

export interface MessagesQuery extends Asked {
  /** Only messages with a greater seq, and of these the first. */
  readonly after?: number
  /** Only messages with a smaller seq, and of these, without `after`, the last. */
  readonly before?: number
}

export interface MessagesPage {
  readonly messages: readonly Message[]
  /** Whether there are more in the same direction. */
  readonly more: boolean
}

/** A piece of a history in the order of its seqs; at most 200. For the same as `pullHistory`. */
export async function listMessages(history: MessageHistory, query: MessagesQuery): Promise<MessagesPage> {
  const { after, before } = query
  const oldestFirst = after !== undefined
  const limit = Math.min(query.limit, largestPage)
  const found = await history.page({
    ...(await viewOf(query)),
    upTo: Number.MAX_SAFE_INTEGER,
    seqAbove: after ?? 0,
    seqBelow: before ?? Number.MAX_SAFE_INTEGER,
    oldestFirst,
    limit: limit + 1,
  })
  const messages = found.slice(0, limit)
  return { messages: oldestFirst ? messages : messages.reverse(), more: found.length > limit }
}

/** What `user` may read of a conversation. */
async function viewOf({ user, thread, monitor }: Asked): Promise<Pick<HistoryPageQuery, 'conversation' | 'reader' | 'above'>> {
  if (thread.has(user)) return { conversation: thread.id, reader: user, above: thread.readableAbove(user) }
  if (monitor === undefined) throw new ImError('NotInConversation')
  await monitor.checkMayRead(user, thread)
  return { conversation: thread.id, reader: undefined }
}

import type { Message, MessageHistory, UserId } from '@magpie-im/model'
import { ImError } from '@magpie-im/model'
import type { Thread } from '../conversations/thread.ts'

const largestPage = 200

export interface HistoryQuery {
  readonly user: UserId
  readonly thread: Thread
  /** The page begins with the newest message whose seqId is at most this. */
  readonly upTo: number
  readonly limit: number
}

/** Newest first; at most 200. Members only (I8). */
export async function pullHistory(history: MessageHistory, query: HistoryQuery): Promise<readonly Message[]> {
  const { user, thread, upTo, limit } = query
  if (!thread.has(user)) throw new ImError('NotInConversation')
  const above = thread.readableAbove(user)
  return history.page({ conversation: thread.id, reader: user, upTo, above, limit: Math.min(limit, largestPage) })
}

import type { Message, MessageHistory, UserId } from '@magpie-im/model'
import { ImError } from '@magpie-im/model'
import type { Thread } from '../conversations/thread.ts'
import type { MonitorConversations } from '../rights/monitor-conversations.ts'

const largestPage = 200

export interface HistoryQuery {
  readonly user: UserId
  readonly thread: Thread
  /** The page begins with the newest message whose seqId is at most this. */
  readonly upTo: number
  readonly limit: number
  /** Lets those read who are not in the conversation and have the right to monitor it. */
  readonly monitor?: Pick<MonitorConversations, 'checkMayRead'>
}

/** Newest first; at most 200. Members only, and who monitors the conversation (I8). */
export async function pullHistory(history: MessageHistory, query: HistoryQuery): Promise<readonly Message[]> {
  const { user, thread, upTo, monitor } = query
  const page = { conversation: thread.id, upTo, limit: Math.min(query.limit, largestPage) }
  if (thread.has(user)) return history.page({ ...page, reader: user, above: thread.readableAbove(user) })
  if (monitor === undefined) throw new ImError('NotInConversation')
  await monitor.checkMayRead(user, thread)
  return history.page({ ...page, reader: undefined })
}

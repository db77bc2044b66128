import type { Message, MessageHistory, UserId } from '@magpie-im/model'
import type { Thread } from '../conversations/thread.ts'

interface Asked {
  readonly thread: Thread
  readonly user: UserId
  /** Of the message. */
  readonly seqId: number
}

/** A message as a member is shown it now; undefined: he is shown none. */
export async function findShown(history: MessageHistory, { thread, user, seqId }: Asked): Promise<Message | undefined> {
  const [message] = await history.page({ conversation: thread.id, reader: user, upTo: seqId, above: seqId - 1, limit: 1 })
  // Only now: what he may see can have become less while it was looked for.
  return thread.has(user) && seqId > thread.readableAbove(user) ? message : undefined
}

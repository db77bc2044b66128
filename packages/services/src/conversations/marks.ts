import type { JournalRecord, MessageHistory, ReadMark, Stamps, UserId } from '@magpie-im/model'
import type { Thread } from './thread.ts'

/** How far `user`'s clients have received: what is read is delivered. */
export function deliveredTo(thread: Thread, user: UserId): ReadMark {
  const [delivered, read] = [thread.deliveredMarkOf(user), thread.readMarkOf(user)]
  return delivered.seq > read.seq ? delivered : read
}

/** Where a mark goes that names the moment `seqId`: to the newest message at or before it, as far as messages are durable (I6). */
export async function markAt(history: MessageHistory, thread: Thread, seqId: number): Promise<ReadMark> {
  const newest = thread.durable
  if (seqId >= newest.seqId) return newest
  const [message] = await history.page({ conversation: thread.id, reader: undefined, upTo: seqId, limit: 1 })
  return message === undefined ? { seq: 0, seqId: 0 } : { seq: message.seq, seqId: message.seqId }
}

/** The marks of a member for a checkpoint, where they are above the seq he began with. */
export function* marksOf(thread: Thread, user: UserId, stamps: Stamps, above = 0): Iterable<JournalRecord> {
  const read = thread.readMarkOf(user)
  if (read.seq > above) yield { type: 'read-mark', stamp: stamps.next(), conversation: thread.id, user, ...read }
  const delivered = thread.deliveredMarkOf(user)
  if (delivered.seq > read.seq) yield { type: 'delivered-mark', stamp: stamps.next(), conversation: thread.id, user, ...delivered }
}

import {
  type ConnectionId,
  type Deliveries,
  ImError,
  type Journal,
  type MessageHistory,
  type ReadMark,
  type Stamps,
  type UserId,
} from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Thread } from '../conversations/thread.ts'

interface MarkReadPorts {
  readonly journal: Journal
  readonly history: MessageHistory
  readonly stamps: Stamps
  readonly deliveries: Deliveries
}

interface Reader {
  readonly user: UserId
  readonly connection?: ConnectionId
}

/** Moves a user's read mark; never back, never beyond the newest durable message (I6). */
export class MarkRead {
  readonly #ports: MarkReadPorts

  constructor(ports: MarkReadPorts) {
    this.#ports = ports
  }

  /** Everything up to `seqId` is read; resolves when that is durable. His devices but the one on `connection` have been told. */
  async markRead({ user, connection }: Reader, thread: Thread, seqId: number): Promise<void> {
    const { journal, stamps, deliveries } = this.#ports
    const mark = await this.#target(thread, seqId)
    if (!thread.has(user)) throw new ImError('NotInConversation')
    const before = thread.readMarkOf(user)
    if (mark.seq <= before.seq) return commit(journal, [])
    const stamp = stamps.next()
    await commit(journal, [
      {
        record: { type: 'read-mark', stamp, conversation: thread.id, user, ...mark },
        apply: () => thread.setReadMark(user, mark),
        undo: () => thread.setReadMark(user, before),
      },
    ])
    const change = { conversation: thread.id, audience: thread.kind, peer: thread.peerOf(user), before, mark, stamp }
    deliveries.deliver(user, { kind: 'read-mark', ...change }, connection)
  }

  async #target(thread: Thread, seqId: number): Promise<ReadMark> {
    const newest = thread.durable
    if (seqId >= newest.seqId) return newest
    const [message] = await this.#ports.history.page({ conversation: thread.id, reader: undefined, upTo: seqId, limit: 1 })
    return message === undefined ? { seq: 0, seqId: 0 } : { seq: message.seq, seqId: message.seqId }
  }
}

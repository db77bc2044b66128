import { type ConnectionId, type Deliveries, ImError, type Journal, type MessageHistory, type Stamps, type UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { markAt } from '../conversations/marks.ts'
import type { Thread } from '../conversations/thread.ts'
import type { TellReceipts } from '../receipts/tell-receipts.ts'

interface MarkReadPorts {
  readonly journal: Journal
  readonly history: MessageHistory
  readonly stamps: Stamps
  readonly deliveries: Deliveries
  readonly receipts: TellReceipts
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

  /** Everything up to `seqId` is read; resolves when that is durable. His devices but the one on `connection`, and who is told of receipts, have been told. */
  async markRead({ user, connection }: Reader, thread: Thread, seqId: number): Promise<void> {
    const { journal, history, stamps, deliveries, receipts } = this.#ports
    const mark = await markAt(history, thread, seqId)
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
    receipts.tell(thread, user, { read: mark })
  }
}

import { ImError, type Journal, type MessageHistory, type Stamps, type UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { deliveredTo, markAt } from '../conversations/marks.ts'
import type { Thread } from '../conversations/thread.ts'
import type { TellReceipts } from './tell-receipts.ts'

interface MarkDeliveredPorts {
  readonly journal: Journal
  readonly history: MessageHistory
  readonly stamps: Stamps
  readonly receipts: TellReceipts
}

/** Notes how far a user's clients have received; never back, never beyond the newest durable message. */
export class MarkDelivered {
  readonly #ports: MarkDeliveredPorts

  constructor(ports: MarkDeliveredPorts) {
    this.#ports = ports
  }

  /** Everything up to `seqId` has arrived; resolves when that is durable and told. */
  async markDelivered(user: UserId, thread: Thread, seqId: number): Promise<void> {
    const { journal, history, stamps, receipts } = this.#ports
    const mark = await markAt(history, thread, seqId)
    if (!thread.has(user)) throw new ImError('NotInConversation')
    if (!thread.keepsDelivered || mark.seq <= deliveredTo(thread, user).seq) return commit(journal, [])
    const before = thread.deliveredMarkOf(user)
    await commit(journal, [
      {
        record: { type: 'delivered-mark', stamp: stamps.next(), conversation: thread.id, user, ...mark },
        apply: () => thread.setDeliveredMark(user, mark),
        undo: () => thread.setDeliveredMark(user, before),
      },
    ])
    receipts.tell(thread, user, { delivered: mark })
  }
}

import type { Deliveries, Journal, MessageHistory, ReadMark, Stamps, UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Pair } from '../conversations/pair.ts'

interface MarkReadPorts {
  readonly journal: Journal
  readonly history: MessageHistory
  readonly stamps: Stamps
  readonly deliveries: Deliveries
}

/** Moves a user's read mark; never back, never beyond the newest durable message (I6). */
export class MarkRead {
  readonly #ports: MarkReadPorts

  constructor(ports: MarkReadPorts) {
    this.#ports = ports
  }

  /** Everything up to `seqId` is read; resolves when that is durable. */
  async markRead(user: UserId, pair: Pair, seqId: number): Promise<void> {
    const { journal, stamps, deliveries } = this.#ports
    const mark = await this.#target(pair, seqId)
    const side = pair.side(user)
    const before = pair.readMarks[side]
    if (mark.seq <= before.seq) return commit(journal, [])
    const stamp = stamps.next()
    await commit(journal, [
      {
        record: { type: 'read-mark', stamp, conversation: pair.id, user, ...mark },
        apply: () => pair.setReadMark(side, mark),
        undo: () => pair.setReadMark(side, before),
      },
    ])
    deliveries.deliver(user, { kind: 'read-mark', conversation: pair.id, before, mark, stamp })
  }

  async #target(pair: Pair, seqId: number): Promise<ReadMark> {
    const newest = pair.durable
    if (seqId >= newest.seqId) return newest
    const [message] = await this.#ports.history.page({ conversation: pair.id, upTo: seqId, limit: 1 })
    return message === undefined ? { seq: 0, seqId: 0 } : { seq: message.seq, seqId: message.seqId }
  }
}

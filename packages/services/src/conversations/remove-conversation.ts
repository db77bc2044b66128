import { type Deliveries, ImError, type Journal, type Stamps } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Operator } from '../groups/group-ports.ts'
import type { Thread } from './thread.ts'

interface RemoveConversationPorts {
  readonly journal: Journal
  readonly stamps: Stamps
  readonly deliveries: Deliveries
}

/** Takes a conversation out of a user's list, until something is written in it again. */
export class RemoveConversation {
  readonly #ports: RemoveConversationPorts

  constructor(ports: RemoveConversationPorts) {
    this.#ports = ports
  }

  /** Resolves when durable; his other devices have been told. Members only (I8). */
  async remove({ user, connection }: Operator, thread: Thread): Promise<void> {
    const { journal, stamps, deliveries } = this.#ports
    if (!thread.has(user)) throw new ImError('NotInConversation')
    const record = { type: 'list-removal', stamp: stamps.next(), conversation: thread.id, user, seq: thread.durable.seq } as const
    await commit(journal, [{ record, apply: () => undefined, undo: () => undefined }])
    const removed = { conversation: thread.id, audience: thread.kind, peer: thread.peerOf(user) }
    deliveries.deliver(user, { kind: 'conversation-removed', ...removed }, connection)
  }
}

import type { ConversationId, Deliveries, Event, GroupId, Journal, ListedConversation, Receipt, UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Conversations } from '../conversations/conversations.ts'
import { deliveredTo } from '../conversations/marks.ts'
import type { Thread } from '../conversations/thread.ts'
import type { Blocks } from '../friends/blocks.ts'
import type { Groups } from '../groups/groups.ts'

interface TellReceiptsPorts {
  readonly journal: Journal
  readonly conversations: Conversations
  readonly groups: Groups
  readonly blocks: Blocks
  readonly deliveries: Deliveries
}

/** Members of a group up to which they are told of each other's receipts; of larger ones they ask. */
const mostTold = 50

/** Tells the others of a conversation how far somebody has come. Where one of two has blocked the other neither is told. */
export class TellReceipts {
  readonly #ports: TellReceiptsPorts

  constructor(ports: TellReceiptsPorts) {
    this.#ports = ports
  }

  /** What `receipt` says is durable. */
  tell(thread: Thread, user: UserId, receipt: Receipt): void {
    const { conversations, groups, deliveries } = this.#ports
    const pair = conversations.byId(thread.id)
    if (pair !== undefined) {
      const other = pair.peerOf(user)
      if (this.mayKnow(other, user)) deliveries.deliver(other, event(thread, user, { user, receipt }))
    }
    const group = groups.byConversation(thread.id)
    if (group === undefined || group.size > mostTold) return
    const others = group.users().filter((member) => member !== user)
    deliveries.deliverAll(others, event(thread, group.info.id, { user, receipt }))
  }

  /** How far the others of these conversations of `user` have come, where they are of two; resolves when that is durable. */
  async ofPeers(user: UserId, listed: readonly ListedConversation[]): Promise<ReadonlyMap<ConversationId, Receipt>> {
    const { journal, conversations } = this.#ports
    const receipts = new Map<ConversationId, Receipt>()
    for (const { conversation } of listed) {
      const pair = conversations.byId(conversation)
      const other = pair?.peerOf(user)
      if (pair === undefined || other === undefined || !this.mayKnow(user, other)) continue
      receipts.set(conversation, { delivered: deliveredTo(pair, other), read: pair.readMarkOf(other) })
    }
    if (receipts.size > 0) await commit(journal, [])
    return receipts
  }

  /** Of two who have a conversation. */
  mayKnow(asker: UserId, other: UserId): boolean {
    return !this.#ports.blocks.between(asker, other)
  }
}

function event(thread: Thread, peer: UserId | GroupId, of: { readonly user: UserId; readonly receipt: Receipt }): Event {
  return { kind: 'receipt', audience: thread.kind, peer, ...of }
}

import { type ConnectionId, type Deliveries, ImError, type Journal, type UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import type { Conversations } from '../conversations/conversations.ts'
import type { Pair } from '../conversations/pair.ts'

interface RemoveFriendPorts {
  readonly journal: Journal
  readonly conversations: Conversations
  readonly deliveries: Deliveries
}

/** Ends friendships for both sides at once, with the remarks and attributes of both. */
export class RemoveFriend {
  readonly #ports: RemoveFriendPorts

  constructor(ports: RemoveFriendPorts) {
    this.#ports = ports
  }

  /** Whom is no friend is passed over. Resolves when durable and all devices have been told but the one on `connection`. */
  async removeFriends(user: UserId, friends: readonly string[], connection?: ConnectionId): Promise<void> {
    const { journal, conversations, deliveries } = this.#ports
    if (friends.length === 0) throw new ImError('BadRequest', { detail: 'no friends are named' })
    const pairs = new Set(friends.map((friend) => this.#find(user, friend)).filter((pair) => pair?.friends === true)) as Set<Pair> // as: none is undefined
    await commit(
      journal,
      [...pairs].map((pair) => conversations.unfriend(pair)),
    )
    if (pairs.size === 0) return
    for (const pair of pairs) deliveries.deliver(pair.peerOf(user), { kind: 'friends-changed' })
    deliveries.deliver(user, { kind: 'friends-changed' }, connection)
  }

  #find(user: UserId, friend: string): Pair | undefined {
    return this.#ports.conversations.find(user, friend as UserId) // as: only looked up; what is no user id is not there
  }
}

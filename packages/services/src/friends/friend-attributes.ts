import { type Attribute, type ConnectionId, type Deliveries, ImError, type Journal, type UserId } from '@magpie-im/model'
import { checkAttribute } from '../attribute-rules.ts'
import { commit } from '../commit.ts'
import type { Conversations } from '../conversations/conversations.ts'
import type { Pair } from '../conversations/pair.ts'

interface FriendAttributesPorts {
  readonly journal: Journal
  readonly conversations: Conversations
  readonly deliveries: Deliveries
}

/** Of this name is what the user calls his friend, which the list of friends shows. */
export const remarkName = 'REMARK'

/** What a user keeps about a friend; nobody else sees it, and it ends with the friendship. */
export class FriendAttributes {
  readonly #ports: FriendAttributesPorts

  constructor(ports: FriendAttributesPorts) {
    this.#ports = ports
  }

  /** Resolves when durable; of a new remark all the user's devices have been told then but the one on `connection`. */
  async set(user: UserId, friend: string, attribute: Attribute, connection?: ConnectionId): Promise<void> {
    const { journal, conversations, deliveries } = this.#ports
    const pair = this.#find(user, friend)
    if (!pair?.friends) throw new ImError('NotFriends')
    const side = pair.side(user)
    const isRemark = attribute.name === remarkName
    checkAttribute(attribute, isRemark ? new Map() : pair.attributes[side])
    const kept = isRemark ? pair.remarks[side] : pair.attributes[side].get(attribute.name)
    if (kept === attribute.value) return commit(journal, [])
    await commit(journal, [
      isRemark
        ? conversations.befriend(pair, pair.remarksWith(side, attribute.value))
        : conversations.keepAboutFriend(pair, side, attribute),
    ])
    if (isRemark) deliveries.deliver(user, { kind: 'friends-changed' }, connection)
  }

  /** By name; of whom is no friend, nothing. */
  async list(user: UserId, friend: string): Promise<readonly Attribute[]> {
    const pair = this.#find(user, friend)
    if (pair === undefined) return []
    const side = pair.side(user)
    const remark = pair.remarks[side]
    const all = [...pair.attributes[side], ...(remark === '' ? [] : [[remarkName, remark] as const])]
    // What was read may wait to become durable.
    await commit(this.#ports.journal, [])
    return all.map(([name, value]) => ({ name, value })).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  #find(user: UserId, friend: string): Pair | undefined {
    return this.#ports.conversations.find(user, friend as UserId) // as: only looked up; what is no user id is not there
  }
}

import { type ConnectionId, type Deliveries, ImError, isUserId, type Journal, type UserId } from '@magpie-im/model'
import { longestValue } from '../attribute-rules.ts'
import { type Change, commit } from '../commit.ts'
import type { Conversations } from '../conversations/conversations.ts'
import type { Accounts } from '../users/accounts.ts'
import type { Blocks } from './blocks.ts'

interface AddFriendPorts {
  readonly journal: Journal
  readonly accounts: Accounts
  readonly conversations: Conversations
  readonly blocks: Blocks
  readonly deliveries: Deliveries
  readonly mostFriends: number
}

export interface NewFriend {
  readonly friend: string
  /** What the user calls this friend; empty: as before. */
  readonly remark: string
}

/** Makes both sides friends at once. Repeating it changes nothing but the remark. */
export class AddFriend {
  readonly #ports: AddFriendPorts

  constructor(ports: AddFriendPorts) {
    this.#ports = ports
  }

  /** All of them or, when one is refused, none. Resolves when durable and all devices have been told but the one on `connection`. */
  async addFriends(user: UserId, friends: readonly NewFriend[], connection?: ConnectionId): Promise<void> {
    const remarks = new Map(friends.map(({ friend, remark }) => [this.#check(user, friend, remark), remark]))
    this.#checkRoom(user, [...remarks.keys()])
    const changes = [...remarks].flatMap(([friend, remark]) => this.#changes(user, friend, remark))
    await commit(this.#ports.journal, changes)
    for (const friend of remarks.keys()) this.#ports.deliveries.deliver(friend, { kind: 'friends-changed' })
    this.#ports.deliveries.deliver(user, { kind: 'friends-changed' }, connection)
  }

  #check(user: UserId, friend: string, remark: string): UserId {
    if (!isUserId(friend) || this.#ports.accounts.find(friend) === undefined) throw new ImError('UserNotFound')
    if (friend === user) throw new ImError('BadRequest', { detail: 'nobody is his own friend' })
    if (remark.length > longestValue) throw new ImError('BadRequest', { detail: `a remark has at most ${longestValue} characters` })
    if (this.#ports.blocks.between(user, friend)) throw new ImError('Blocked')
    return friend
  }

  /** Both sides must have room for the other. */
  #checkRoom(user: UserId, others: readonly UserId[]): void {
    const { conversations, mostFriends } = this.#ports
    const strangers = others.filter((other) => conversations.find(user, other)?.friends !== true)
    const detail = `at most ${mostFriends} friends`
    if (strangers.length > 0 && conversations.friendCountOf(user) + strangers.length > mostFriends) {
      throw new ImError('FriendListFull', { detail })
    }
    if (strangers.some((other) => conversations.friendCountOf(other) >= mostFriends)) {
      throw new ImError('FriendListFull', { detail: `${detail}, and somebody you named has them` })
    }
  }

  #changes(user: UserId, friend: UserId, remark: string): Change[] {
    const { conversations } = this.#ports
    const begun = conversations.find(user, friend) === undefined ? conversations.begin(user, friend) : undefined
    const pair = begun?.pair ?? conversations.find(user, friend)
    if (pair === undefined) return []
    const side = pair.side(user)
    const wanted = remark === '' ? pair.remarks[side] : remark
    if (pair.friends && pair.remarks[side] === wanted) return []
    const befriend = conversations.befriend(pair, pair.remarksWith(side, wanted))
    return begun === undefined ? [befriend] : [begun.change, befriend]
  }
}

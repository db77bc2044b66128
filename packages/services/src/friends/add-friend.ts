import { type Clock, type ConnectionId, type FriendPolicy, ImError, type UserId } from '@magpie-im/model'
import { type Change, commit } from '../commit.ts'
import { Turns } from '../messages/turns.ts'
import { befriend, checkFriend, checkRemark, checkRoom, conversationOf, type FriendPorts } from './befriend.ts'
import { isPending, restOf } from './friend-requests.ts'

interface AddFriendPorts extends FriendPorts {
  readonly clock: Clock
  readonly friendPolicy: FriendPolicy
}

export interface NewFriend {
  readonly friend: string
  /** What the user calls this friend and, if he has to be asked, is shown to him; empty: as before. */
  readonly remark: string
}

const namesPerTurn = 100

/** Requests of one user that may wait for answers, and of others that may wait for his. */
const mostWaiting = 1_000

/**
 * Makes both sides friends at once or, where the policy wants it, asks the other: then it is a friendship when he asks
 * back or says yes. Repeating it changes nothing but the remark of a friend.
 */
export class AddFriend {
  readonly #ports: AddFriendPorts
  /** Whether there is room for friends holds until they are friends. */
  readonly #turns = new Turns<UserId>()

  constructor(ports: AddFriendPorts) {
    this.#ports = ports
  }

  /** All of them or, when one is refused, none. Resolves when durable and all devices have been told but the one on `connection`. */
  addFriends(user: UserId, friends: readonly NewFriend[], connection?: ConnectionId): Promise<void> {
    return this.#turns.take(user, () => this.#addFriends(user, friends, connection))
  }

  /** Many take several turns (I10). Should the disk fail between them, those before stay, and the same request again does the rest. */
  async #addFriends(user: UserId, friends: readonly NewFriend[], connection: ConnectionId | undefined): Promise<void> {
    const { journal, deliveries } = this.#ports
    const remarks = new Map(friends.map(({ friend, remark }) => [this.#check(user, friend, remark), remark]))
    const asked = new Set([...remarks.keys()].filter((friend) => this.#mustAsk(user, friend)))
    const added = [...remarks.keys()].filter((friend) => !asked.has(friend))
    checkRoom(this.#ports, user, added)
    const fresh = [...asked].filter((friend) => this.#mayAsk(user, friend))
    this.#checkWaiting(user, fresh)
    const known = [...added, ...fresh]
    for (let from = 0; from < known.length || from === 0; from += namesPerTurn) {
      const turn = known.slice(from, from + namesPerTurn)
      const changes = turn.flatMap((friend) => this.#changes(user, { friend, remark: remarks.get(friend) ?? '' }, asked.has(friend)))
      await commit(journal, changes)
    }
    for (const friend of added) deliveries.deliver(friend, { kind: 'friends-changed' })
    for (const friend of fresh) deliveries.deliver(friend, { kind: 'friend-requested', from: user })
    if (added.length > 0) deliveries.deliver(user, { kind: 'friends-changed' }, connection)
  }

  #check(user: UserId, friend: string, remark: string): UserId {
    checkRemark(remark)
    return checkFriend(this.#ports, user, friend)
  }

  #mustAsk(user: UserId, friend: UserId): boolean {
    const { conversations, friendRequests, friendPolicy } = this.#ports
    if (friendPolicy === 'add' || conversations.find(user, friend)?.friends) return false
    return !isPending(friendRequests.find(friend, user))
  }

  /** False while an earlier request waits; throws when one was refused not long ago. */
  #mayAsk(user: UserId, friend: UserId): boolean {
    const { friendRequests, clock } = this.#ports
    const earlier = friendRequests.find(user, friend)
    if (earlier === undefined) return true
    if (isPending(earlier)) return false
    const retryAfterMs = restOf(earlier, clock.now())
    if (retryAfterMs > 0) throw new ImError('TooManyRequests', { detail: 'this one was refused', retryAfterMs })
    return true
  }

  #checkWaiting(user: UserId, friends: readonly UserId[]): void {
    const { friendRequests } = this.#ports
    const detail = `at most ${mostWaiting} friend requests wait for an answer`
    if (friendRequests.madeBy(user) + friends.length > mostWaiting) throw new ImError('TooManyRequests', { detail })
    if (friends.some((friend) => friendRequests.gotBy(friend) >= mostWaiting)) throw new ImError('TooManyRequests', { detail })
  }

  #changes(user: UserId, { friend, remark: text }: { friend: UserId; remark: string }, ask: boolean): Change[] {
    if (!ask) return befriend(this.#ports, user, { friend, remark: text })
    const { pair, begun } = conversationOf(this.#ports, user, friend)
    return [...begun, this.#ports.friendRequests.begin(pair.id, { from: user, to: friend, text })]
  }
}

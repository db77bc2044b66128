import { type ConnectionId, type FriendRequest, ImError, type UserId } from '@magpie-im/model'
import { commit } from '../commit.ts'
import { befriend, checkFriend, checkRemark, checkRoom, type FriendPorts } from './befriend.ts'
import { isPending } from './friend-requests.ts'

/** What a user does about those who want to be his friends. */
export class AnswerFriendRequest {
  readonly #ports: FriendPorts

  constructor(ports: FriendPorts) {
    this.#ports = ports
  }

  /** Those that wait for his answer, in the order they were made. */
  async list(user: UserId): Promise<readonly FriendRequest[]> {
    const waiting = this.#ports.friendRequests.to(user)
    // What was read may wait to become durable.
    await commit(this.#ports.journal, [])
    return waiting
  }

  /** `remark` is what he calls the new friend. Resolves when durable and all devices of both have been told but the one on `connection`. */
  async accept(
    user: UserId,
    from: string,
    { remark = '', connection }: { remark?: string; connection?: ConnectionId } = {},
  ): Promise<void> {
    const { journal, deliveries } = this.#ports
    const request = this.#get(user, from)
    checkRemark(remark)
    checkFriend(this.#ports, user, from)
    checkRoom(this.#ports, user, [request.from])
    await commit(journal, befriend(this.#ports, user, { friend: request.from, remark }))
    deliveries.deliver(request.from, { kind: 'friends-changed' })
    deliveries.deliver(user, { kind: 'friends-changed' }, connection)
  }

  /** Nobody is told; the other may ask again after a day. Resolves when durable. */
  async refuse(user: UserId, from: string): Promise<void> {
    const { journal, friendRequests } = this.#ports
    await commit(journal, [friendRequests.answer(this.#get(user, from), 'refused')])
  }

  #get(user: UserId, from: string): FriendRequest {
    const request = this.#ports.friendRequests.find(from as UserId, user) // as: only looked up; what is no user id is not there
    if (!isPending(request)) throw new ImError('FriendRequestNotFound')
    return request
  }
}

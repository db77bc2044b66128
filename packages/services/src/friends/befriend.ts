import { type Deliveries, type FriendRequest, ImError, isUserId, type Journal, type UserId } from '@magpie-im/model'
import { longestValue } from '../attribute-rules.ts'
import type { Change } from '../commit.ts'
import type { Conversations } from '../conversations/conversations.ts'
import type { Pair } from '../conversations/pair.ts'
import type { Accounts } from '../users/accounts.ts'
import type { Blocks } from './blocks.ts'
import { type FriendRequests, isPending } from './friend-requests.ts'

export interface FriendPorts {
  readonly journal: Journal
  readonly accounts: Accounts
  readonly conversations: Conversations
  readonly blocks: Blocks
  readonly friendRequests: FriendRequests
  readonly deliveries: Deliveries
  readonly mostFriends: number
}

/** Throws what forbids `user` to have `friend` as a friend, whoever of them wants it. */
export function checkFriend({ accounts, blocks }: FriendPorts, user: UserId, friend: string): UserId {
  if (!isUserId(friend) || accounts.find(friend) === undefined) throw new ImError('UserNotFound')
  if (friend === user) throw new ImError('BadRequest', { detail: 'nobody is his own friend' })
  if (blocks.between(user, friend)) throw new ImError('Blocked')
  return friend
}

export function checkRemark(remark: string): void {
  if (remark.length > longestValue) throw new ImError('BadRequest', { detail: `a remark has at most ${longestValue} characters` })
}

/** Both sides must have room for the other. */
export function checkRoom({ conversations, mostFriends }: FriendPorts, user: UserId, others: readonly UserId[]): void {
  const strangers = others.filter((other) => conversations.find(user, other)?.friends !== true)
  const detail = `at most ${mostFriends} friends`
  if (strangers.length > 0 && conversations.friendCountOf(user) + strangers.length > mostFriends) {
    throw new ImError('FriendListFull', { detail })
  }
  if (strangers.some((other) => conversations.friendCountOf(other) >= mostFriends)) {
    throw new ImError('FriendListFull', { detail: `${detail}, and somebody you named has them` })
  }
}

/** The conversation of two, which begins if there is none, and the change for that. */
export function conversationOf({ conversations }: FriendPorts, a: UserId, b: UserId): { pair: Pair; begun: Change[] } {
  const known = conversations.find(a, b)
  if (known !== undefined) return { pair: known, begun: [] }
  const { pair, change } = conversations.begin(a, b)
  return { pair, begun: [change] }
}

/** Makes both friends and answers what they asked each other; `remark` is what `user` calls `friend`, empty: as before. */
export function befriend(ports: FriendPorts, user: UserId, { friend, remark }: { friend: UserId; remark: string }): Change[] {
  const { conversations, friendRequests } = ports
  const { pair, begun } = conversationOf(ports, user, friend)
  const own = pair.side(user)
  const [mine, theirs] = [friendRequests.find(user, friend), friendRequests.find(friend, user)]
  const remarks = pair.remarksWith(own, remark || textOf(mine) || pair.remarks[own])
  if (pair.friends && remarks[own] === pair.remarks[own]) return []
  const other = textOf(theirs) || pair.remarks[own === 0 ? 1 : 0]
  const friendship = conversations.befriend(pair, own === 0 ? [remarks[0], other] : [other, remarks[1]])
  const asked = [mine, theirs].filter((request) => request !== undefined)
  return [...begun, friendship, ...asked.map((request) => friendRequests.answer(request, 'accepted'))]
}

/** By what he asked with, a user calls his friend. */
function textOf(request: FriendRequest | undefined): string {
  return isPending(request) ? request.text : ''
}

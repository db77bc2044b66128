import type { FriendList } from '@magpie-im/model'
import {
  type AddFriend,
  type AnswerFriendRequest,
  type BlockUser,
  type FriendAttributes,
  type RemoveFriend,
  remarkName,
} from '@magpie-im/services'
import { type JsonRoute, route } from '../route.ts'

export interface FriendPorts {
  readonly friends: FriendList
  readonly addFriend: AddFriend
  readonly removeFriend: RemoveFriend
  readonly friendAttributes: FriendAttributes
  readonly answerFriendRequest: AnswerFriendRequest
  readonly blockUser: BlockUser
}

export function friendRoutes({ friends, addFriend, removeFriend, friendAttributes, answerFriendRequest, blockUser }: FriendPorts) {
  return {
    listFriends: route('listFriends', async ({ request: { after, limit }, operator: { user } }) => {
      const all = await friends.list({ user, since: after + 1 })
      return { items: all.slice(0, limit).map(({ friend, remark, since }) => ({ user: friend, remark, since })), more: all.length > limit }
    }),
    addFriend: route('addFriend', ({ request: { friend, remark }, operator: { user, connection } }) =>
      addFriend.addFriends(user, [{ friend, remark }], connection),
    ),
    removeFriend: route('removeFriend', ({ request: { friend }, operator: { user, connection } }) =>
      removeFriend.removeFriends(user, [friend], connection),
    ),
    setRemark: route('setRemark', ({ request: { friend, remark }, operator: { user, connection } }) =>
      friendAttributes.set(user, friend, { name: remarkName, value: remark }, connection),
    ),
    listFriendAttributes: route('listFriendAttributes', async ({ request: { friend }, operator: { user } }) => {
      const kept = await friendAttributes.list(user, friend)
      return { attributes: Object.fromEntries(kept.map(({ name, value }) => [name, value])) }
    }),
    setFriendAttribute: route('setFriendAttribute', ({ request: { friend, name, value }, operator: { user, connection } }) =>
      friendAttributes.set(user, friend, { name, value }, connection),
    ),
    listFriendRequests: route('listFriendRequests', async ({ operator: { user } }) => {
      const waiting = await answerFriendRequest.list(user)
      return { items: waiting.map(({ from, text, at }) => ({ from, text, at })) }
    }),
    acceptFriendRequest: route('acceptFriendRequest', ({ request: { from, remark }, operator: { user, connection } }) =>
      answerFriendRequest.accept(user, from, { remark, connection }),
    ),
    refuseFriendRequest: route('refuseFriendRequest', ({ request: { from }, operator: { user } }) =>
      answerFriendRequest.refuse(user, from),
    ),
    listBlocks: route('listBlocks', async ({ operator: { user } }) => ({ items: [...(await blockUser.list(user))] })),
    blockUser: route('blockUser', ({ request, operator: { user } }) => blockUser.block(user, request.user)),
    unblockUser: route('unblockUser', ({ request, operator: { user } }) => blockUser.unblock(user, request.user)),
  } satisfies Record<string, JsonRoute>
}

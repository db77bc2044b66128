import type { FriendList } from '@magpie-im/model'
import { type AddFriend, type BlockUser, type FriendAttributes, type ManageUsers, type RemoveFriend, remarkName } from '@magpie-im/services'
import { z } from 'zod'
import { pageOf, parseNumberCursor } from '../cursor.ts'
import { operation } from '../operation.ts'
import { isoTime, pageQuery, pageSchema, time, userId } from '../schemas/common.ts'

export interface FriendsPorts {
  readonly users: ManageUsers
  readonly friends: FriendList
  readonly addFriend: AddFriend
  readonly removeFriend: RemoveFriend
  readonly friendAttributes: FriendAttributes
  readonly blockUser: BlockUser
}

const tag = 'friends'
const params = z.object({ user: userId })
const ofFriend = z.object({ user: userId, friend: userId })
const remark = z.string().max(1024).describe('What he calls this friend.')

const listFriends = operation({
  id: 'listFriends',
  method: 'GET',
  path: '/api/v1/users/{user}/friends',
  tag,
  summary: 'Lists a user’s friends in the order in which they became friends.',
  scope: 'read',
  console: 'viewer',
  errors: ['UserNotFound', 'NotReady'],
  params,
  query: pageQuery,
  response: pageSchema(z.object({ user: userId, remark, since: time })),
  handle: async ({ params: { user }, query: { cursor, limit } }, { users, friends }: FriendsPorts) => {
    const after = parseNumberCursor(cursor) ?? 0
    const all = await friends.list({ user: users.get(user).id, since: after + 1 })
    const page = pageOf(all, { limit, isBehind: () => true, placeOf: ({ since }) => since })
    return { ...page, items: page.items.map(({ friend, remark, since }) => ({ user: friend, remark, since: isoTime(since) })) }
  },
})

const addFriend = operation({
  id: 'addFriend',
  method: 'PUT',
  path: '/api/v1/users/{user}/friends/{friend}',
  tag,
  summary: 'Makes two users friends or, where the settings say that friends are asked first, asks in the first one’s name.',
  scope: 'write',
  errors: ['UserNotFound', 'Blocked', 'FriendListFull'],
  params: ofFriend,
  body: z.strictObject({ remark: remark.default('') }),
  handle: ({ params: { user, friend }, body: { remark } }, { users, addFriend }: FriendsPorts) =>
    addFriend.addFriends(users.get(user).id, [{ friend, remark }]),
})

const setRemark = operation({
  id: 'setRemark',
  method: 'PATCH',
  path: '/api/v1/users/{user}/friends/{friend}',
  tag,
  summary: 'Changes what a user calls a friend.',
  scope: 'write',
  errors: ['UserNotFound', 'NotFriends'],
  params: ofFriend,
  body: z.strictObject({ remark: remark.min(1) }),
  handle: ({ params: { user, friend }, body: { remark } }, { users, friendAttributes }: FriendsPorts) =>
    friendAttributes.set(users.get(user).id, friend, { name: remarkName, value: remark }),
})

const removeFriend = operation({
  id: 'removeFriend',
  method: 'DELETE',
  path: '/api/v1/users/{user}/friends/{friend}',
  tag,
  summary: 'Ends a friendship for both; whoever is no friend is passed over.',
  scope: 'write',
  errors: ['UserNotFound'],
  params: ofFriend,
  handle: ({ params: { user, friend } }, { users, removeFriend }: FriendsPorts) => removeFriend.removeFriends(users.get(user).id, [friend]),
})

const listFriendAttributes = operation({
  id: 'listFriendAttributes',
  method: 'GET',
  path: '/api/v1/users/{user}/friends/{friend}/attributes',
  tag,
  summary: 'Shows what a user keeps about a friend.',
  scope: 'read',
  errors: ['UserNotFound'],
  params: ofFriend,
  response: z.object({ attributes: z.record(z.string(), z.string()) }),
  handle: async ({ params: { user, friend } }, { users, friendAttributes }: FriendsPorts) => {
    const kept = await friendAttributes.list(users.get(user).id, friend)
    return { attributes: Object.fromEntries(kept.map(({ name, value }) => [name, value])) }
  },
})

const setFriendAttribute = operation({
  id: 'setFriendAttribute',
  method: 'PUT',
  path: '/api/v1/users/{user}/friends/{friend}/attributes/{name}',
  tag,
  summary: 'Keeps something about a friend under a name.',
  scope: 'write',
  errors: ['UserNotFound', 'NotFriends'],
  params: ofFriend.extend({ name: z.string().min(1).max(64) }),
  body: z.strictObject({ value: z.string() }),
  handle: ({ params: { user, friend, name }, body: { value } }, { users, friendAttributes }: FriendsPorts) =>
    friendAttributes.set(users.get(user).id, friend, { name, value }),
})

const listBlocks = operation({
  id: 'listBlocks',
  method: 'GET',
  path: '/api/v1/users/{user}/blocks',
  tag,
  summary: 'Lists whom a user has blocked, at most 5,000.',
  scope: 'read',
  errors: ['UserNotFound'],
  params,
  response: z.object({ items: z.array(userId) }),
  handle: async ({ params: { user } }, { users, blockUser }: FriendsPorts) => ({ items: [...(await blockUser.list(users.get(user).id))] }),
})

const blockUser = operation({
  id: 'blockUser',
  method: 'PUT',
  path: '/api/v1/users/{user}/blocks/{other}',
  tag,
  summary: 'Blocks a user: while it lasts, neither writes to the other.',
  scope: 'write',
  errors: ['UserNotFound'],
  params: z.object({ user: userId, other: userId }),
  handle: ({ params: { user, other } }, { users, blockUser }: FriendsPorts) => blockUser.block(users.get(user).id, other),
})

const unblockUser = operation({
  id: 'unblockUser',
  method: 'DELETE',
  path: '/api/v1/users/{user}/blocks/{other}',
  tag,
  summary: 'Lifts a block.',
  scope: 'write',
  errors: ['UserNotFound'],
  params: z.object({ user: userId, other: userId }),
  handle: ({ params: { user, other } }, { users, blockUser }: FriendsPorts) => blockUser.unblock(users.get(user).id, other),
})

export const friendsOperations = [
  listFriends,
  addFriend,
  setRemark,
  removeFriend,
  listFriendAttributes,
  setFriendAttribute,
  listBlocks,
  blockUser,
  unblockUser,
]

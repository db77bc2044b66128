import type { AnswerFriendRequest, ManageUsers } from '@magpie-im/services'
import { z } from 'zod'
import { operation } from '../operation.ts'
import { isoTime, time, userId } from '../schemas/common.ts'

export interface FriendRequestsPorts {
  readonly users: ManageUsers
  readonly answerFriendRequest: AnswerFriendRequest
}

const tag = 'friends'
const path = '/api/v1/users/{user}/friend-requests'
const ofRequest = z.object({ user: userId, from: userId })

const listFriendRequests = operation({
  id: 'listFriendRequests',
  method: 'GET',
  path,
  tag,
  summary: 'Lists who waits for a user to accept him as a friend, where the settings say that friends are asked first.',
  scope: 'read',
  errors: ['UserNotFound'],
  params: z.object({ user: userId }),
  response: z.object({ items: z.array(z.object({ from: userId, text: z.string(), at: time })) }),
  handle: async ({ params: { user } }, { users, answerFriendRequest }: FriendRequestsPorts) => {
    const waiting = await answerFriendRequest.list(users.get(user).id)
    return { items: waiting.map(({ from, text, at }) => ({ from, text, at: isoTime(at) })) }
  },
})

const acceptFriendRequest = operation({
  id: 'acceptFriendRequest',
  method: 'POST',
  path: `${path}/{from}/accept`,
  tag,
  summary: 'Accepts a friend request in the name of the one who was asked.',
  scope: 'write',
  errors: ['UserNotFound', 'FriendRequestNotFound', 'Blocked', 'FriendListFull'],
  params: ofRequest,
  body: z.strictObject({ remark: z.string().max(1024).default('') }),
  handle: ({ params: { user, from }, body }, { users, answerFriendRequest }: FriendRequestsPorts) =>
    answerFriendRequest.accept(users.get(user).id, from, body),
})

const refuseFriendRequest = operation({
  id: 'refuseFriendRequest',
  method: 'DELETE',
  path: `${path}/{from}`,
  tag,
  summary: 'Refuses a friend request; the other may ask again after a day.',
  scope: 'write',
  errors: ['UserNotFound', 'FriendRequestNotFound'],
  params: ofRequest,
  handle: ({ params: { user, from } }, { users, answerFriendRequest }: FriendRequestsPorts) =>
    answerFriendRequest.refuse(users.get(user).id, from),
})

export const friendRequestsOperations = [listFriendRequests, acceptFriendRequest, refuseFriendRequest]

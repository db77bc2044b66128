import { type Body, neededText } from './fields.ts'
import type { OtimPorts } from './otim-ports.ts'

interface Two {
  readonly user: string
  readonly friend: string
}

function twoOf(body: Body): Two {
  neededText(body, 'traceId')
  return { user: neededText(body, 'userId'), friend: neededText(body, 'friendId') }
}

export async function addFriend(body: Body, { users, addFriend }: OtimPorts): Promise<undefined> {
  const { user, friend } = twoOf(body)
  await addFriend.addFriends(users.get(user).id, [{ friend, remark: '' }])
}

export async function removeFriend(body: Body, { users, removeFriend }: OtimPorts): Promise<undefined> {
  const { user, friend } = twoOf(body)
  await removeFriend.removeFriends(users.get(user).id, [friend])
}

export async function friendsOf(body: Body, { users, friends }: OtimPorts): Promise<object> {
  neededText(body, 'traceId')
  const { id } = users.get(neededText(body, 'userId'))
  const all = await friends.list({ user: id, since: 0 })
  return { data: all.map(({ friend }) => ({ userId: id, friendId: friend })) }
}

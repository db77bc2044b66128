import type { FriendList } from '@magpie-im/model'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { numberOf } from '../long.ts'
import { type OmtpRoute, route } from '../route.ts'

/** Friends made at `timestamp` (milliseconds) or later. */
export function friendSync({ friends }: { readonly friends: FriendList }): OmtpRoute {
  return route(packets.FRIEND_SYNC, {
    order: 'alone',
    refusal: (errorCode) => ({ errorCode, friends: [] }),
    handle: async (call) => {
      const { request, session } = call
      const list = await friends.list({ user: session.user, since: numberOf(request.timestamp) * 1000 })
      call.reply({ errorCode: success, friends: list.map(({ user, friend, remark }) => ({ userId: user, friendId: friend, remark })) })
    },
  })
}

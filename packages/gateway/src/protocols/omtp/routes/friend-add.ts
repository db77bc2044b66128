import { ImError } from '@magpie-im/model'
import type { AddFriend } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { type OmtpRoute, route } from '../route.ts'

export function friendAdd({ addFriend }: { readonly addFriend: AddFriend }): OmtpRoute {
  return route(packets.FRIEND_ADD, {
    order: 'alone',
    refusal: (errorCode) => errorCode,
    handle: async (call) => {
      const { request, session } = call
      if (request.friends.length === 0) throw new ImError('BadRequest', { detail: 'no friends are named' })
      if (request.friends.some(({ userId }) => userId !== session.user)) throw new ImError('NotYourself')
      await addFriend.addFriends(
        session.user,
        request.friends.map(({ friendId: friend, remark }) => ({ friend, remark })),
        session.connection.id,
      )
      call.reply(success)
    },
  })
}

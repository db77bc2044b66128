import { ImError } from '@magpie-im/model'
import type { RemoveFriend } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { type OmtpRoute, route } from '../route.ts'

export function friendDel({ removeFriend }: { readonly removeFriend: RemoveFriend }): OmtpRoute {
  return route(packets.FRIEND_DEL, {
    order: 'alone',
    refusal: (errorCode) => errorCode,
    handle: async (call) => {
      const { request, session } = call
      if (request.friends.some(({ userId }) => userId !== session.user)) throw new ImError('NotYourself')
      const friends = request.friends.map(({ friendId }) => friendId)
      await removeFriend.removeFriends(session.user, friends, session.connection.id)
      call.reply(success)
    },
  })
}

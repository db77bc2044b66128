import { ImError } from '@magpie-im/model'
import type { FriendAttributes } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { type OmtpRoute, route } from '../route.ts'

export function userAttributeSet({ friendAttributes }: { readonly friendAttributes: FriendAttributes }): OmtpRoute {
  return route(packets.USERATTRIBUTE_SET, {
    order: 'alone',
    refusal: (errorCode) => errorCode,
    handle: async (call) => {
      const { request, session } = call
      const { userId, friendId, attrName: name, attrValue: value } = request.attribute
      if (userId === '' || friendId === '' || name === '' || value === '') {
        throw new ImError('BadRequest', { detail: 'userId, friendId, attrName and attrValue are needed' })
      }
      if (userId !== session.user) throw new ImError('NotYourself')
      await friendAttributes.set(session.user, friendId, { name, value }, session.connection.id)
      call.reply(success)
    },
  })
}

import { ImError } from '@magpie-im/model'
import type { FriendAttributes } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { type OmtpRoute, route } from '../route.ts'

/** All that is kept about a friend or, where a name is asked for, exactly that, with an empty value when it is not there. */
export function userAttributeGet({ friendAttributes }: { readonly friendAttributes: FriendAttributes }): OmtpRoute {
  return route(packets.USERATTRIBUTE_GET, {
    order: 'alone',
    refusal: (errorCode) => ({ errorCode, attributes: [] }),
    handle: async (call) => {
      const { userId, friendId, attrName } = call.request
      if (userId === '' || friendId === '') throw new ImError('BadRequest', { detail: 'userId and friendId are needed' })
      if (userId !== call.session.user) throw new ImError('NotYourself')
      const all = await friendAttributes.list(call.session.user, friendId)
      const asked = attrName === '' ? all : [all.find(({ name }) => name === attrName) ?? { name: attrName, value: '' }]
      const attributes = asked.map(({ name, value }) => ({ userId, friendId, attrName: name, attrValue: value }))
      call.reply({ errorCode: success, attributes })
    },
  })
}

import { ImError } from '@magpie-im/model'
import type { SetConversationAttribute } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import type { Labels } from '../labels.ts'
import { type OmtpRoute, route } from '../route.ts'

interface Ports {
  readonly setConversationAttribute: SetConversationAttribute
  readonly labels: Labels
}

export function sessionAttributeSet({ setConversationAttribute, labels }: Ports): OmtpRoute {
  return route(packets.SESSIONATTRIBUTE_SET, {
    order: 'alone',
    refusal: (errorCode) => errorCode,
    handle: async (call) => {
      const { userId, sessionId, attrName: name, attrValue: value } = call.request
      const { user } = call.session
      if (userId === '' || sessionId === '' || name === '' || value === '') {
        throw new ImError('BadRequest', { detail: 'userId, sessionId, attrName and attrValue are needed' })
      }
      if (userId !== user) throw new ImError('NotYourself')
      await setConversationAttribute.set(user, labels.resolve(user, sessionId), { name, value })
      call.reply(success)
    },
  })
}

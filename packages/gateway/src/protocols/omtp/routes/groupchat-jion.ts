import { ImError } from '@magpie-im/model'
import type { JoinGroup } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { operatorOf } from '../operator.ts'
import { type OmtpRoute, route } from '../route.ts'

export function groupChatJion({ joinGroup }: { readonly joinGroup: JoinGroup }): OmtpRoute {
  return route(packets.GROUPCHAT_JION, {
    order: 'alone',
    refusal: (errorCode) => errorCode,
    handle: async (call) => {
      const { request, session } = call
      if (request.memberIds.length === 0) throw new ImError('BadRequest', { detail: 'no members are named' })
      await joinGroup.join(operatorOf(session), request.groupId, request.memberIds)
      call.reply(success)
    },
  })
}

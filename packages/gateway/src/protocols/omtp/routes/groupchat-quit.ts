import { ImError } from '@magpie-im/model'
import type { LeaveGroup } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { operatorOf } from '../operator.ts'
import { type OmtpRoute, route } from '../route.ts'

export function groupChatQuit({ leaveGroup }: { readonly leaveGroup: LeaveGroup }): OmtpRoute {
  return route(packets.GROUPCHAT_QUIT, {
    order: 'alone',
    refusal: (errorCode) => errorCode,
    handle: async (call) => {
      const { request, session } = call
      if (request.memberIds.length === 0) throw new ImError('BadRequest', { detail: 'no members are named' })
      await leaveGroup.leave(operatorOf(session), request.groupId, request.memberIds)
      call.reply(success)
    },
  })
}

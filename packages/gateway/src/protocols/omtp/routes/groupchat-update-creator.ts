import type { TransferGroup } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { operatorOf } from '../operator.ts'
import { type OmtpRoute, route } from '../route.ts'

export function groupChatUpdateCreator({ transferGroup }: { readonly transferGroup: TransferGroup }): OmtpRoute {
  return route(packets.GROUPCHAT_UPDATE_CREATOR, {
    order: 'alone',
    refusal: (errorCode) => errorCode,
    handle: async (call) => {
      const { request, session } = call
      await transferGroup.transfer(operatorOf(session, request.operatorId), request.groupId, request.newCreatorId)
      call.reply(success)
    },
  })
}

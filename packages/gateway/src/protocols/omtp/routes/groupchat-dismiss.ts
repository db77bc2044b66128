import type { DismissGroup } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { operatorOf } from '../operator.ts'
import { type OmtpRoute, route } from '../route.ts'

export function groupChatDismiss({ dismissGroup }: { readonly dismissGroup: DismissGroup }): OmtpRoute {
  return route(packets.GROUPCHAT_DISMISS, {
    order: 'alone',
    refusal: (errorCode) => errorCode,
    handle: async (call) => {
      const { request, session } = call
      await dismissGroup.dismiss(operatorOf(session, request.operatorId), request.groupId)
      call.reply(success)
    },
  })
}

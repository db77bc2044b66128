import type { UpdateGroup } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { operatorOf } from '../operator.ts'
import { type OmtpRoute, route } from '../route.ts'

/** Fields that are empty or 0 stay as they are; the owner is changed by GROUPCHAT_UPDATE_CREATOR alone. */
export function groupChatInfoUpdate({ updateGroup }: { readonly updateGroup: UpdateGroup }): OmtpRoute {
  return route(packets.GROUPCHAT_INFO_UPDATE, {
    order: 'alone',
    refusal: (errorCode) => errorCode,
    handle: async (call) => {
      const { request, session } = call
      const { groupId, name, avatar, desc, memberLimit } = request.groupInfo
      await updateGroup.update(operatorOf(session, request.operatorId), groupId, {
        ...(name === '' ? {} : { name }),
        ...(avatar === '' ? {} : { avatar }),
        ...(desc === '' ? {} : { description: desc }),
        ...(memberLimit === 0 ? {} : { limit: memberLimit }),
      })
      call.reply(success)
    },
  })
}

import type { ListGroups } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { type OmtpRoute, route } from '../route.ts'

export function groupChatMembersGet({ listGroups }: { readonly listGroups: ListGroups }): OmtpRoute {
  return route(packets.GROUPCHAT_MEMBERS_GET, {
    order: 'alone',
    refusal: (errorCode, request) => ({ errorCode, groupId: request?.groupId ?? '', memberIds: [] }),
    handle: async (call) => {
      const { request, session } = call
      const members = await listGroups.members(session.user, request.groupId)
      call.reply({ errorCode: success, groupId: request.groupId, memberIds: members.map(({ user }) => user) })
    },
  })
}

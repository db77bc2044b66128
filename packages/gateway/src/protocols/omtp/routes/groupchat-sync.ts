import type { Group, Stamp } from '@magpie-im/model'
import type { ListGroups } from '@magpie-im/services'
import { type GroupChatInfo, packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import { numberOf } from '../long.ts'
import { type OmtpRoute, route } from '../route.ts'

/** The user's groups that changed at `timestamp` (milliseconds) or later, and the ids of all of them. */
export function groupChatSync({ listGroups }: { readonly listGroups: ListGroups }): OmtpRoute {
  return route(packets.GROUPCHAT_SYNC, {
    order: 'alone',
    refusal: (errorCode) => ({ errorCode, timestamp: 0, groupChats: [], groupIds: [] }),
    handle: async (call) => {
      const { request, session } = call
      const since = numberOf(request.timestamp)
      const groups = await listGroups.groupsOf(session.user)
      const changed = groups.filter(({ updatedAt }) => millisecondsOf(updatedAt) >= since)
      const timestamp = changed.reduce((latest, { updatedAt }) => Math.max(latest, millisecondsOf(updatedAt)), since)
      call.reply({ errorCode: success, timestamp, groupChats: changed.map(infoOf), groupIds: groups.map(({ id }) => id) })
    },
  })
}

function infoOf(group: Group): GroupChatInfo {
  return {
    groupId: group.id,
    name: group.name,
    avatar: group.avatar,
    creatorId: group.owner,
    desc: group.description,
    memberLimit: group.limit,
    createTime: millisecondsOf(group.createdAt),
    updateTime: millisecondsOf(group.updatedAt),
  }
}

function millisecondsOf(stamp: Stamp): number {
  return Math.floor(stamp / 1000)
}

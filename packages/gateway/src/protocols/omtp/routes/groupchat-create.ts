import { ImError } from '@magpie-im/model'
import type { CreateGroup } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import type { Labels } from '../labels.ts'
import { operatorOf } from '../operator.ts'
import { type OmtpRoute, route } from '../route.ts'

interface Ports {
  readonly createGroup: CreateGroup
  readonly labels: Labels
}

/** A limit of 0 is the usual one; times in the request mean nothing. */
export function groupChatCreate({ createGroup, labels }: Ports): OmtpRoute {
  return route(packets.GROUPCHAT_CREATE, {
    order: 'alone',
    refusal: (errorCode) => ({ errorCode, groupId: '' }),
    handle: async (call) => {
      const { request, session } = call
      const { groupId, name, avatar, creatorId, desc: description, memberLimit } = request.groupInfo
      if (creatorId !== '' && creatorId !== session.user) throw new ImError('NotYourself')
      const id = labels.wantedGroup(groupId)
      const group = await createGroup.create(operatorOf(session), {
        ...(id === undefined ? {} : { id }),
        ...(memberLimit === 0 ? {} : { limit: memberLimit }),
        name,
        avatar,
        description,
        members: request.memberIds,
      })
      call.reply({ errorCode: success, groupId: group.id })
    },
  })
}

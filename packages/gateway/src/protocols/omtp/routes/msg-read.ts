import type { MarkRead } from '@magpie-im/services'
import { packets } from '@magpie-im/wire'
import { success } from '../errors.ts'
import type { Labels } from '../labels.ts'
import { numberOf } from '../long.ts'
import { type OmtpRoute, route } from '../route.ts'

interface Ports {
  readonly markRead: MarkRead
  readonly labels: Labels
}

export function msgRead({ markRead, labels }: Ports): OmtpRoute {
  return route(packets.MSG_READ, {
    order: 'alone',
    refusal: (errorCode) => errorCode,
    handle: async (call) => {
      const { request, session } = call
      const thread = labels.resolve(session.user, request.sessionId)
      await markRead.markRead({ user: session.user, connection: session.connection.id }, thread, numberOf(request.seqId))
      call.reply(success)
    },
  })
}
